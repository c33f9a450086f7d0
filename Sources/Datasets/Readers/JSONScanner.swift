/// Walks over JSON text (RFC 8259) value by value.
struct JSONScanner {
    /// What a value is; the raw value is how messages call it.
    enum Kind: String {
        case text = "text"
        case number = "a number"
        case boolean = "true or false"
        case null = "null or NaN"
        case list = "a list"
        case object = "an object"
    }

    /// A place where the text is not JSON.
    struct Fault: Error {
        let offset: Int
        let problem: String
        let cure: String
    }

    private(set) var position = 0
    private let bytes: UnsafeBufferPointer<UInt8>

    /// Deeper values are refused, so that a hostile file cannot exhaust the stack.
    private static let deepest = 256
    static let cure = "check that the file is valid JSON and was copied whole"

    /// A scanner of `bytes` that starts at the offset `position`.
    init(bytes: UnsafeBufferPointer<UInt8>, position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The bytes from `offset` to where the scanner is.
    func word(from offset: Int) -> String { String(decoding: bytes[offset..<position], as: UTF8.self) }

    func checkDepth(_ depth: Int) throws {
        guard depth < Self.deepest else { throw fault("values are nested more than \(Self.deepest) deep") }
    }

    /// True when only white space is left (which is skipped).
    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return position == bytes.count
        }
    }

    /// True when nothing but blanks is left on this line.
    var isAtLineEnd: Bool {
        let rest = bytes[position...].first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
        return rest == nil || rest == 0x0A
    }

    /// Where the next value starts.
    var nextOffset: Int {
        mutating get {
            skipSpace()
            return position
        }
    }

    /// Skips white space and then `character`, if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar, _ problem: String, cure: String) throws {
        guard skip(character) else { throw fault(problem, cure: cure) }
    }

    mutating func expectEnd(_ problem: String, cure: String) throws {
        guard isAtEnd else { throw fault(problem, cure: cure) }
    }

    /// Reads any value; the text of a string is appended to `text`.
    mutating func readValue(into text: inout [UInt8]) throws -> Kind {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return try skipValue() }
        try readString(into: &text, "expected a text in quotes")
        return .text
    }

    /// Skips any value.
    mutating func skipValue(depth: Int = 0) throws -> Kind {
        skipSpace()
        guard position < bytes.count else { throw fault("the file ends inside a value") }
        try checkDepth(depth)
        switch bytes[position] {
        case UInt8(ascii: "\""):
            var ignored: [UInt8] = []
            try readString(into: &ignored, "expected a text in quotes")
            return .text
        case UInt8(ascii: "{"):
            position += 1
            guard !skip("}") else { return .object }
            repeat {
                var ignored: [UInt8] = []
                try readString(into: &ignored, "expected the name of a field in quotes")
                try expect(":", "expected ':' after the name of a field", cure: Self.cure)
                _ = try skipValue(depth: depth + 1)
            } while skip(",")
            try expect("}", "expected ',' or '}' after a field", cure: Self.cure)
            return .object
        case UInt8(ascii: "["):
            position += 1
            guard !skip("]") else { return .list }
            repeat { _ = try skipValue(depth: depth + 1) } while skip(",")
            try expect("]", "expected ',' or ']' after a value", cure: Self.cure)
            return .list
        default:
            return try skipWord()
        }
    }

    /// Reads a string, undoing its escapes, and appends its UTF-8 to `text`.
    mutating func readString(into text: inout [UInt8], _ problem: String) throws {
        try expect("\"", problem, cure: Self.cure)
        while position < bytes.count {
            let special = bytes[position...].firstIndex {
                $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20
            }
            let end = special ?? bytes.count
            text.append(contentsOf: bytes[position..<end])
            position = end
            guard end < bytes.count else { break }
            switch bytes[end] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"):
                try readEscape(into: &text)
            default:
                throw fault("there is a control character inside a text", cure: "escape it: \\n for a line break")
            }
        }
        throw fault("the file ends inside a text")
    }

    private mutating func readEscape(into text: inout [UInt8]) throws {
        let start = position
        position += 1
        guard position < bytes.count else { throw fault("the file ends inside a text") }
        let code = bytes[position]
        position += 1
        switch code {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(code)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            guard let scalar = readScalar() else {
                position = start
                throw fault("a \\u escape is not a character", cure: "write the character itself, or a full pair")
            }
            text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
        default:
            position = start
            throw fault("unknown escape in a text", cure: "write a backslash as two")
        }
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair; nil for half a pair, which no UTF-8 text can hold.
    private mutating func readScalar() -> Unicode.Scalar? {
        guard let first = readHex() else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return nil }
        position += 2
        guard let second = readHex(), (0xDC00..<0xE000).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func readHex() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[position..<(position + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    /// Skips a number or one of JSON's and Python's bare words.
    private mutating func skipWord() throws -> Kind {
        let start = position
        let isWord = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
        }
        while position < bytes.count, isWord(bytes[position]) { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "null", "NaN": return .null
        case "true", "false": return .boolean
        case "Infinity", "-Infinity": return .number
        default:
            let isNumber = word.first.map { $0 == "-" || $0.isNumber } ?? false
            guard isNumber, Double(word) != nil else {
                position = start
                throw fault("expected a value")
            }
            return .number
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    }

    private func fault(_ problem: String, cure: String = JSONScanner.cure) -> Fault {
        Fault(offset: position, problem: problem, cure: cure)
    }
}
