/// Parses the JSON text of one row, as Python's `json` does: `NaN` and `Infinity` are understood, and the last of two
/// equal keys counts. Integers beyond 64 bits become the nearest `Double`.
struct JSONRowParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// Deeper lists and objects are refused; otherwise they would exhaust the stack.
    private static let deepest = 256

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Parses an object: `wants` is asked for each key, and `give` receives the wanted values.
    mutating func parseRow(wants: (String) -> Bool, give: (String, TableValue) -> Void) throws {
        skipBlanks()
        guard peek == UInt8(ascii: "{") else {
            throw fault("the row is \(kindAhead), not an object with columns")
        }
        try parseMembers { parser, key in
            if wants(key) {
                give(key, try parser.parseValue())
            } else {
                try parser.skipValue()
            }
        }
        skipBlanks()
        guard position == bytes.count else { throw fault("there is more text after the object") }
    }

    private mutating func parseValue() throws -> TableValue {
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"):
            var parts: [(name: String, value: TableValue)] = []
            var positions: [String: Int] = [:]
            try parseMembers { parser, key in
                let value = try parser.parseValue()
                if let earlier = positions.updateValue(parts.count, forKey: key) {
                    positions[key] = earlier
                    parts[earlier].value = value
                } else {
                    parts.append((key, value))
                }
            }
            return .structure(parts)
        case UInt8(ascii: "["):
            var values: [TableValue] = []
            try parseElements { parser in values.append(try parser.parseValue()) }
            return .list(values)
        case UInt8(ascii: "\""): return .string(try parseString())
        default: return try parseScalar()
        }
    }

    private mutating func skipValue() throws {
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): try parseMembers { parser, _ in try parser.skipValue() }
        case UInt8(ascii: "["): try parseElements { parser in try parser.skipValue() }
        case UInt8(ascii: "\""): _ = try parseString()
        default: _ = try parseScalar()
        }
    }

    private mutating func parseMembers(_ body: (inout JSONRowParser, String) throws -> Void) throws {
        try descend()
        skipBlanks()
        if take(UInt8(ascii: "}")) { return depth -= 1 }
        while true {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw fault("expected a key in double quotes") }
            let key = try parseString()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw fault("expected ':' after the key '\(key)'") }
            try body(&self, key)
            skipBlanks()
            if take(UInt8(ascii: "}")) { return depth -= 1 }
            guard take(UInt8(ascii: ",")) else { throw fault("expected ',' or '}'") }
        }
    }

    private mutating func parseElements(_ body: (inout JSONRowParser) throws -> Void) throws {
        try descend()
        skipBlanks()
        if take(UInt8(ascii: "]")) { return depth -= 1 }
        while true {
            try body(&self)
            skipBlanks()
            if take(UInt8(ascii: "]")) { return depth -= 1 }
            guard take(UInt8(ascii: ",")) else { throw fault("expected ',' or ']'") }
        }
    }

    private mutating func descend() throws {
        depth += 1
        guard depth <= Self.deepest else { throw fault("values are nested more than \(Self.deepest) deep") }
        position += 1
    }

    private mutating func parseScalar() throws -> TableValue {
        let words: [(StaticString, TableValue)] = [
            ("null", .null), ("true", .bool(true)), ("false", .bool(false)), ("NaN", .double(.nan)),
            ("Infinity", .double(.infinity)), ("-Infinity", .double(-.infinity)),
        ]
        for (word, value) in words where starts(with: word) {
            position += word.utf8CodeUnitCount
            return value
        }
        return try parseNumber()
    }

    private func starts(with word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for i in 0..<count where bytes[position + i] != word.utf8Start[i] { return false }
        return true
    }

    private mutating func parseNumber() throws -> TableValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0 else {
            position = start
            throw fault("expected a value")
        }
        let first = bytes[position - whole]
        guard whole == 1 || first != UInt8(ascii: "0") else { throw fault("a number begins with a superfluous 0") }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() > 0 else { throw fault("expected digits after the decimal point") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            guard digits() > 0 else { throw fault("expected digits in the exponent") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int(text) { return .int(value) }
        guard let value = Double(text) else { throw fault("'\(text)' is not a number") }
        return .double(value)
    }

    private mutating func digits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }

    private mutating func parseString() throws -> String {
        let (text, end) = try JSONText.parse(bytes, at: position)
        position = end
        return text
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, JSONText.isBlank(bytes[position]) { position += 1 }
    }

    private var kindAhead: String {
        switch peek {
        case nil: "empty"
        case UInt8(ascii: "["): "a list"
        case UInt8(ascii: "\""): "a text"
        default: "no object"
        }
    }

    private func fault(_ problem: String) -> JSONFault {
        JSONFault(offset: position, problem: position < bytes.count ? problem : "the row is cut off: \(problem)")
    }
}
