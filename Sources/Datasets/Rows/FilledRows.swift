/// Text columns of the rows in which all of them are filled in; the others are left out and counted.
struct FilledRows: Sendable {
    private let columns: [String]
    private let reader: ColumnReader
    let skippedRows: Int

    /// Opens the files of one split; those without a known ending are taken as CSV.
    init(_ config: DatasetConfig, paths: [String], columns: [String]) throws {
        self.columns = columns
        let csv = paths.filter { path in
            path.lowercased().hasSuffix(".csv") || !config.tableEndings.contains { path.lowercased().hasSuffix($0) }
        }
        if csv.count == 1, paths.count == 1 {
            // One pass over the text, in which rows left out cost nothing.
            let table = try CSVReader(path: csv[0]).read(columns: columns, skippingEmpty: columns)
            reader = try ColumnReader(CSVTable(table, origin: csv[0]), required: columns)
            skippedRows = table.skippedRows
            return
        }
        let all = try ColumnReader(config.openTables(paths, columns: columns, fallback: ".csv"), required: columns)
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
