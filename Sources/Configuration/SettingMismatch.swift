import NearestNames

/// Why a written value does not fit a setting: a phrase that reads on after the setting's name.
public struct SettingMismatch: Error, Sendable, Equatable, CustomStringConvertible {
    /// The phrase, for example `'four' is not a whole number`.
    public let description: String

    /// Creates a mismatch out of its phrase.
    public init(_ description: String) {
        self.description = description
    }

    static func kind(_ literal: SettingLiteral, expected: String) -> SettingMismatch {
        literal == .null
            ? SettingMismatch("has no value; it takes \(expected)")
            : SettingMismatch("takes \(expected), not \(literal.kindName)")
    }

    static func choice(_ text: String, among choices: [String]) -> SettingMismatch {
        let nearest = NearestMatch.find(text, in: choices).map { "; did you mean \($0)?" } ?? ""
        return SettingMismatch("\(Quoting.quoted(text)) is not one of \(choices.joined(separator: ", "))\(nearest)")
    }
}
