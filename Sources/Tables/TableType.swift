/// What the cells of a column hold.
public indirect enum TableType: Sendable, Equatable, CustomStringConvertible {
    /// Nothing but nulls.
    case null
    case bool
    /// Integers of any width up to 64 bits.
    case int
    case double
    /// UTF-8 text; also dates, times and decimals, which are given as Arrow writes them.
    case string
    case list(TableType)
    case structure([TableField])
    /// Cells of several kinds, which only JSON has.
    case mixed
    /// A type that cannot be read, by Arrow's name for it.
    case unsupported(String)

    public var description: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .double: "double"
        case .string: "string"
        case .list(let element): "list<\(element)>"
        case .structure(let fields): "struct<\(fields.map { "\($0.name): \($0.type)" }.joined(separator: ", "))>"
        case .mixed: "mixed"
        case .unsupported(let name): "unsupported \(name)"
        }
    }
}
