/// One value of a table, as a reader found it.
public enum CellValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case list([CellValue])
    /// Named fields, such as `{"de": …, "en": …}`.
    case structure([String: CellValue])

    /// The field of a structure; nil where this is none, or has no such field.
    public subscript(field: String) -> CellValue? {
        if case .structure(let fields) = self { fields[field] } else { nil }
    }

    /// The text of a string; nil for anything else.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of a list; nil for anything else.
    public var elements: [CellValue]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    /// A whole number; nil for anything else.
    public var integer: Int? {
        if case .int(let value) = self { value } else { nil }
    }

    /// What messages call this kind of value.
    public var kindName: String {
        switch self {
        case .null: "null or NaN"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .string: "text"
        case .list: "a list"
        case .structure: "an object"
        }
    }
}
