extension TableColumn {
    /// The text of a row; nil for a null.
    /// - Throws: `TableError` with file and row when the cell is no text.
    public func string(at row: Int) throws -> String? {
        try withUTF8(at: row) { String(decoding: $0, as: UTF8.self) }
    }

    /// The texts of all rows; nil for nulls.
    /// - Throws: `TableError` with file and row when a cell is no text.
    public func strings() throws -> [String?] {
        try (0..<count).map { try string(at: $0) }
    }

    /// The integer of a row, in CSV also one written as text; nil for a null.
    /// - Throws: `TableError` with file and row when the cell is no integer.
    public func int(at row: Int) throws -> Int? {
        switch self[row] {
        case .null: return nil
        case .int(let value): return value
        case .string(let text) where parsesText:
            if let value = Int(Self.trimmed(text)) { return value }
        default: break
        }
        throw mismatch(at: row, wanted: "an integer")
    }

    /// The number of a row, in CSV also one written as text; nil for a null.
    /// - Throws: `TableError` with file and row when the cell is no number.
    public func double(at row: Int) throws -> Double? {
        switch self[row] {
        case .null: return nil
        case .int(let value): return Double(value)
        case .double(let value): return value
        case .string(let text) where parsesText:
            if let value = Double(Self.trimmed(text)) { return value }
        default: break
        }
        throw mismatch(at: row, wanted: "a number")
    }

    /// The truth value of a row, in CSV also `true`, `false`, `1` and `0` in any case; nil for a null.
    /// - Throws: `TableError` with file and row when the cell is no truth value.
    public func bool(at row: Int) throws -> Bool? {
        switch self[row] {
        case .null: return nil
        case .bool(let value): return value
        case .string(let text) where parsesText:
            switch Self.trimmed(text).lowercased() {
            case "true", "1": return true
            case "false", "0": return false
            default: break
            }
        default: break
        }
        throw mismatch(at: row, wanted: "a truth value")
    }

    /// The elements of a row; nil for a null.
    /// - Throws: `TableError` with file and row when the cell is no list.
    public func list(at row: Int) throws -> [TableValue]? {
        switch self[row] {
        case .null: return nil
        case .list(let values): return values
        default: throw mismatch(at: row, wanted: "a list")
        }
    }

    /// The named parts of a row; nil for a null.
    /// - Throws: `TableError` with file and row when the cell is no structure.
    public func structure(at row: Int) throws -> [(name: String, value: TableValue)]? {
        switch self[row] {
        case .null: return nil
        case .structure(let parts): return parts
        default: throw mismatch(at: row, wanted: "a structure")
        }
    }

    private static func trimmed(_ text: String) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...last]
    }
}
