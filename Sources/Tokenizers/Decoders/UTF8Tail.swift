/// The unfinished character at the end of a piece of UTF-8.
enum UTF8Tail {
    /// How many bytes at the end begin a character that more bytes could complete: 0...3.
    static func incompleteLength(of bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let lead = bytes[bytes.count - length]
            if lead & 0xC0 == 0x80 { continue }
            guard let expected = sequenceLength(lead: lead), expected > length else { return 0 }
            if length > 1, !canFollow(lead: lead, second: bytes[bytes.count - length + 1]) { return 0 }
            return length
        }
        return 0
    }

    private static func sequenceLength(lead: UInt8) -> Int? {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: nil
        }
    }

    /// Whether a second byte keeps the sequence well-formed (Unicode Standard, table 3-7).
    private static func canFollow(lead: UInt8, second: UInt8) -> Bool {
        switch lead {
        case 0xE0: second >= 0xA0
        case 0xED: second <= 0x9F
        case 0xF0: second >= 0x90
        case 0xF4: second <= 0x8F
        default: true
        }
    }
}
