/// The printable stand-ins that byte-level vocabularies write for the 256 bytes: `Ġ` for a space, `Ċ` for a newline.
///
/// Printable Latin-1 characters stand for themselves; the other bytes take U+0100 and what follows, in order.
/// Source: the GPT-2 release, `bytes_to_unicode`.
enum ByteAlphabet {
    /// The scalar that stands for each byte.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0..<256).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(UInt8(byte))
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? Unicode.Scalar(UInt8(byte))
            }
        }
    }()

    /// The byte for each scalar below U+0144, -1 for the ones outside of the alphabet.
    static let bytes: [Int16] = {
        var table = [Int16](repeating: -1, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = Int16(byte) }
        return table
    }()

    /// Appends the bytes a token stands for, or appends nothing and returns false where it leaves the alphabet.
    static func append(_ token: String, to result: inout [UInt8]) -> Bool {
        let start = result.count
        for scalar in token.unicodeScalars {
            guard scalar.value < 0x144, bytes[Int(scalar.value)] >= 0 else {
                result.removeSubrange(start...)
                return false
            }
            result.append(UInt8(truncatingIfNeeded: bytes[Int(scalar.value)]))
        }
        return true
    }
}
