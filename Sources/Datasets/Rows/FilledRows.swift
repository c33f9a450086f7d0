/// Text columns of the rows in which all of them are filled in; the others are left out and counted.
struct FilledRows: Sendable {
    private let columns: [String]
    private let reader: ColumnReader
    let skippedRows: Int
    let firstSkippedRow: String?

    /// Opens the files of one split; those without a known ending are taken as CSV.
    init(_ config: DatasetConfig, paths: [String], columns: [String]) throws {
        try self.init(config.openTables(paths, columns: columns, fallback: ".csv"), columns: columns)
    }

    /// Takes the rows of a table.
    init(_ rows: any RowSource, columns: [String]) throws {
        self.columns = columns
        let all = try ColumnReader(rows, required: columns)
        var first: String?
        reader = try all.filtered { row in
            let empty = try columns.first { try row.textIfPresent($0)?.isEmpty != false }
            if first == nil { first = empty.map { row.note("'\($0)' is empty") } }
            return empty == nil
        }
        firstSkippedRow = first
        skippedRows = all.count - reader.count
    }

    var count: Int { reader.count }
    var origin: String { reader.rows.origin }

    /// The texts of one row, in the order of the columns.
    func texts(at index: Int) throws -> [String] {
        let row = try reader.row(at: index)
        return try columns.map { try row.text($0) }
    }
}
