/// Rows of text cells that are held in memory: those of a CSV file with a header.
public struct CSVTable: RowSource {
    public let origin: String
    private let table: TextTable

    /// Reads the file at `path`, of it only the columns that are among `columns` if any are given.
    public init(path: String, columns: [String]? = nil) throws {
        let reader = CSVReader(path: path)
        let header = try reader.header()
        table = try reader.read(columns: columns.map { wanted in header.filter(wanted.contains) } ?? header)
        origin = path
    }

    /// The rows of a table that was read already.
    init(_ table: TextTable, origin: String) {
        self.table = table
        self.origin = origin
    }

    public var columns: [String] { table.columns }
    public var count: Int { table.rowCount }

    public func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        columns.map { column in table[row, column].map { .string($0) } ?? .null }
    }
}
