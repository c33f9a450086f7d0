/// Text columns of the rows in which all of them are filled in; the others are left out and counted.
struct FilledRows: Sendable {
    private let columns: [String]
    private let reader: ColumnReader
    let skippedRows: Int

    /// Opens the files of one split; those without a known ending are taken as CSV.
    init(_ config: DatasetConfig, paths: [String], columns: [String]) throws {
        let csv = paths.filter { path in
            path.lowercased().hasSuffix(".csv") || !config.tableEndings.contains { path.lowercased().hasSuffix($0) }
        }
        guard csv.count == 1, paths.count == 1 else {
            try self.init(config.openTables(paths, columns: columns, fallback: ".csv"), columns: columns)
            return
        }
        // One pass over the text, in which rows left out cost nothing.
        let table = try CSVReader(path: csv[0]).read(columns: columns, skippingEmpty: columns)
        let reader = try ColumnReader(CSVTable(table, origin: csv[0]), required: columns)
        self.init(columns: columns, reader: reader, skippedRows: table.skippedRows)
    }

    private init(columns: [String], reader: ColumnReader, skippedRows: Int) {
        self.columns = columns
        self.reader = reader
        self.skippedRows = skippedRows
    }

    /// Takes the rows of a table.
    init(_ rows: any RowSource, columns: [String]) throws {
        self.columns = columns
        let all = try ColumnReader(rows, required: columns)
        reader = try all.filtered { row in
            try columns.allSatisfy { try row.textIfPresent($0)?.isEmpty == false }
        }
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
