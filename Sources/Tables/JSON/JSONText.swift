/// Strings of JSON.
enum JSONText {
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// The string that opens at `start`, and the offset after its closing quote.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) throws -> (text: String, end: Int) {
        var i = start + 1
        while i < bytes.count, bytes[i] != quote, bytes[i] != backslash, bytes[i] >= 0x20 { i += 1 }
        if i < bytes.count, bytes[i] == quote {
            return (try text(UnsafeBufferPointer(rebasing: bytes[(start + 1)..<i]), from: start), i + 1)
        }
        return try parseEscaped(bytes, at: start, plainUpTo: i)
    }

    private static func parseEscaped(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, plainUpTo: Int
    ) throws -> (text: String, end: Int) {
        var content = Array(bytes[(start + 1)..<plainUpTo])
        var i = plainUpTo
        while i < bytes.count {
            let byte = bytes[i]
            switch byte {
            case quote: return (try content.withUnsafeBufferPointer { try text($0, from: start) }, i + 1)
            case backslash: i = try unescape(bytes, at: i, into: &content)
            case 0..<0x20: throw JSONFault(offset: i, problem: "there is a control character in a text")
            default:
                content.append(byte)
                i += 1
            }
        }
        throw JSONFault(offset: start, problem: "the text that begins here is never closed")
    }

    /// Appends what an escape stands for; the offset after it.
    private static func unescape(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, into content: inout [UInt8]
    ) throws -> Int {
        guard start + 1 < bytes.count else { throw JSONFault(offset: start, problem: "an escape is cut off") }
        let plain: UInt8
        switch bytes[start + 1] {
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case quote, backslash, UInt8(ascii: "/"): plain = bytes[start + 1]
        case UInt8(ascii: "u"):
            var end = start + 6
            var value = try hex(bytes, at: start + 2)
            if (0xD800..<0xDC00).contains(value), end + 1 < bytes.count, bytes[end] == backslash,
                bytes[end + 1] == UInt8(ascii: "u")
            {
                let low = try hex(bytes, at: end + 2)
                if (0xDC00..<0xE000).contains(low) {
                    value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
                    end += 6
                }
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw JSONFault(offset: start, problem: "half of a surrogate pair stands alone, which is no character")
            }
            content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            return end
        default: throw JSONFault(offset: start, problem: "there is no such escape")
        }
        content.append(plain)
        return start + 2
    }

    private static func hex(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) throws -> UInt32 {
        var value: UInt32 = 0
        for i in start..<(start + 4) {
            guard i < bytes.count, let digit = Character(Unicode.Scalar(bytes[i])).hexDigitValue else {
                throw JSONFault(offset: start, problem: "expected four hexadecimal digits")
            }
            value = value << 4 + UInt32(digit)
        }
        return value
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JSONFault(offset: start, problem: "the text that begins here is not UTF-8")
        }
        return text
    }
}
