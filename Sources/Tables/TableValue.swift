/// One cell of a table.
public enum TableValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([TableValue])
    /// Named parts, in the order of the file.
    case structure([(name: String, value: TableValue)])

    /// Whether the cell is empty in the sense of a database; an empty text is not.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth value, or nil for another kind.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer, or nil for another kind.
    public var intValue: Int? {
        if case .int(let value) = self { value } else { nil }
    }

    /// The number, also an integer; nil for another kind.
    public var doubleValue: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }

    /// The text, or nil for another kind.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements, or nil for another kind.
    public var listValue: [TableValue]? {
        if case .list(let values) = self { values } else { nil }
    }

    /// The parts, or nil for another kind.
    public var structureValue: [(name: String, value: TableValue)]? {
        if case .structure(let parts) = self { parts } else { nil }
    }

    /// The part of that name, or nil where the cell is no structure or has no such part.
    public subscript(name: String) -> TableValue? {
        structureValue?.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// What errors call this kind of cell.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .int: "an integer"
        case .double: "a number"
        case .string: "text"
        case .list: "a list"
        case .structure: "a structure"
        }
    }

    /// Equal in kind and content; texts byte by byte, structures part by part in order.
    public static func == (left: TableValue, right: TableValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.list(let a), .list(let b)): a == b
        case (.structure(let a), .structure(let b)):
            a.elementsEqual(b) { $0.name.utf8.elementsEqual($1.name.utf8) && $0.value == $1.value }
        default: false
        }
    }
}
