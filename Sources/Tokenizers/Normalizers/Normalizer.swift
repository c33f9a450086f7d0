import Foundation

/// What happens to text before it is split.
enum Normalizer: Sendable, Equatable {
    case none
    /// Canonical composition.
    case nfc

    /// The normalized UTF-8, or nil where the text is normalized as it stands.
    func normalize(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        switch self {
        case .none: return nil
        case .nfc:
            // Nothing below U+0300 composes with what precedes it, and its first UTF-8 byte is the lowest above.
            guard text.contains(where: { $0 >= 0xCC }) else { return nil }
            return Array(String(decoding: text, as: UTF8.self).precomposedStringWithCanonicalMapping.utf8)
        }
    }

    /// The normalized text.
    func normalize(_ text: String) -> String {
        switch self {
        case .none: text
        case .nfc: text.precomposedStringWithCanonicalMapping
        }
    }
}
