extension JSONScanner {
    /// Reads any value whole. Of equal names in an object, the last one counts.
    mutating func readCell(depth: Int = 0) throws -> CellValue {
        let offset = nextOffset
        var text: [UInt8] = []
        if skip("[") {
            try checkDepth(depth)
            var elements: [CellValue] = []
            if skip("]") { return .list(elements) }
            repeat { elements.append(try readCell(depth: depth + 1)) } while skip(",")
            try expect("]", "expected ',' or ']' after a value", cure: Self.cure)
            return .list(elements)
        }
        if skip("{") {
            try checkDepth(depth)
            var fields: [String: CellValue] = [:]
            if skip("}") { return .structure(fields) }
            repeat {
                let name = try readFieldName()
                fields[name] = try readCell(depth: depth + 1)
            } while skip(",")
            try expect("}", "expected ',' or '}' after a field", cure: Self.cure)
            return .structure(fields)
        }
        switch try readValue(into: &text) {
        case .text: return .string(String(decoding: text, as: UTF8.self))
        case .null: return .null
        case .boolean: return .bool(word(from: offset) == "true")
        case .number, .list, .object:
            let word = word(from: offset)
            return Int(word).map { .int($0) } ?? Double(word).map { .double($0) } ?? .null
        }
    }

    /// Reads the name of a field and the colon behind it.
    mutating func readFieldName() throws -> String {
        var name: [UInt8] = []
        try readString(into: &name, "expected the name of a field in quotes")
        try expect(":", "expected ':' after the name of a field", cure: Self.cure)
        return String(decoding: name, as: UTF8.self)
    }
}
