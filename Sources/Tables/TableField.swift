/// Name and type of a column, or of a part of a structure.
public struct TableField: Sendable, Equatable {
    public let name: String
    public let type: TableType

    public init(name: String, type: TableType) {
        self.name = name
        self.type = type
    }
}
