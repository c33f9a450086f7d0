/// Reads a JSON document in one pass over its bytes.
///
/// Foundation's parser takes seconds for the larger `tokenizer.json` files and loses the order of keys.
/// Source: RFC 8259.
struct JSONParser {
    private struct Failure: Error {
        let offset: Int
        let problem: String
    }

    private static let deepestNesting = 256

    private let bytes: UnsafeBufferPointer<UInt8>
    private let allowsRepeatedKeys: Bool
    private var offset = 0
    private var depth = 0

    static func parse(
        _ bytes: UnsafeRawBufferPointer, origin: String, allowsRepeatedKeys: Bool
    ) throws -> JSONValue {
        try bytes.withMemoryRebound(to: UInt8.self) { bytes in
            var parser = JSONParser(bytes: bytes, allowsRepeatedKeys: allowsRepeatedKeys)
            do {
                return try parser.document()
            } catch let failure as Failure {
                let before = bytes[..<min(failure.offset, bytes.count)]
                let line = before.count { $0 == UInt8(ascii: "\n") } + 1
                let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
                throw ModelFileError(
                    path: origin, place: "line \(line), column \(column)",
                    problem: "not valid JSON: \(failure.problem)", cure: "correct the file or fetch it again")
            }
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, allowsRepeatedKeys: Bool) {
        self.bytes = bytes
        self.allowsRepeatedKeys = allowsRepeatedKeys
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private func failure(_ problem: String, at place: Int? = nil) -> Failure {
        Failure(offset: place ?? offset, problem: offset < bytes.count ? problem : "the text ends too early")
    }

    private mutating func document() throws -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        let result = try value()
        skipSpace()
        guard offset == bytes.count else { throw failure("text after the end of the document") }
        return result
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte): return try number()
        default: throw failure("a value is expected here")
        }
    }

    /// Limits nesting, because each level takes stack.
    private mutating func nested(_ body: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestNesting else { throw failure("nested more than \(Self.deepestNesting) levels") }
        return try body(&self)
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws -> JSONValue {
        let length = text.utf8CodeUnitCount
        guard bytes.count - offset >= length,
            bytes[offset..<(offset + length)].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: length))
        else { throw failure("'\(text)' is expected here") }
        offset += length
        return value
    }

    private mutating func object() throws -> JSONValue {
        var members = JSONObject()
        offset += 1
        skipSpace()
        if consume("}") { return .object(members) }
        while true {
            skipSpace()
            let start = offset
            guard current == UInt8(ascii: "\"") else { throw failure("a key in quotes is expected here") }
            let key = try string()
            skipSpace()
            guard consume(":") else { throw failure("':' is expected here") }
            if members.set(key, try value()), !allowsRepeatedKeys {
                throw failure("the key '\(key)' appears twice", at: start)
            }
            skipSpace()
            if consume("}") { return .object(members) }
            guard consume(",") else { throw failure("',' or '}' is expected here") }
        }
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        offset += 1
        skipSpace()
        if consume("]") { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if consume("]") { return .array(elements) }
            guard consume(",") else { throw failure("',' or ']' is expected here") }
        }
    }

    private mutating func consume(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func number() throws -> JSONValue {
        let start = offset
        var isInteger = true
        _ = consume("-")
        if !consume("0") { try digits() }
        if consume(".") {
            isInteger = false
            try digits()
        }
        if consume("e") || consume("E") {
            isInteger = false
            if !consume("+") { _ = consume("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isInteger, let integer = Int(text) { return .int(integer) }
        guard let number = Double(text), number.isFinite else {
            throw failure("the number is too large", at: start)
        }
        return .double(number)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func digits() throws {
        let start = offset
        while let byte = current, Self.isDigit(byte) { offset += 1 }
        guard offset > start else { throw failure("a digit is expected here") }
    }
}

// MARK: - Strings

extension JSONParser {
    /// Reads a string from its opening to its closing quote.
    private mutating func string() throws -> String {
        offset += 1
        var text = ""
        while true {
            let start = offset
            while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
                offset += 1
            }
            guard let piece = String(validating: bytes[start..<offset], as: UTF8.self) else {
                throw failure("the string is not UTF-8", at: start)
            }
            text = text.isEmpty ? piece : text + piece
            if consume("\"") { return text }
            guard consume("\\") else { throw failure("a control character in a string") }
            text.unicodeScalars.append(try escapedScalar())
        }
    }

    /// Reads what follows a backslash.
    private mutating func escapedScalar() throws -> Unicode.Scalar {
        let start = offset
        guard let byte = current else { throw failure("") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code), consume("\\"), consume("u") {
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair", at: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("half a surrogate pair", at: start) }
            return scalar
        default: throw failure("an unknown escape", at: start)
        }
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard bytes.count - offset >= 4 else {
            offset = bytes.count
            throw failure("")
        }
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
                throw failure("four hexadecimal digits are expected here")
            }
            code = code << 4 | UInt32(digit)
            offset += 1
        }
        return code
    }
}
