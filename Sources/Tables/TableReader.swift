/// A table file: Parquet, Arrow, CSV, TSV, JSON lines or a JSON list of objects.
///
/// The file is read batch by batch; memory does not grow with its length. Text formats may be compressed as a whole,
/// which the name tells: `.gz`, `.zst`, `.bz2`, `.lz4`, `.br`.
///
/// Cells of CSV and TSV are text; ``TableColumn/int(at:)`` and its siblings read numbers in it. Integers of every
/// width are `Int`. Dates, times and decimals are text, as Arrow writes them. Maps are lists of structures with `key`
/// and `value`. Bytes are text where they are UTF-8.
public struct TableReader: Sendable {
    public let path: String
    public let format: TableFormat
    public let options: TableOptions

    /// Names and types of the columns. For JSON, whose rows may differ, these are found in the first rows.
    public let columns: [TableField]

    /// The number of rows, where the file says so without being read.
    public let rowCount: Int?

    /// Opens a file and reads what its columns are.
    /// - Parameter format: nil to tell it by the first bytes and the name.
    /// - Throws: `TableError` when the file cannot be read or is not what it should be.
    public init(path: String, format: TableFormat? = nil, options: TableOptions = TableOptions()) throws {
        self.path = path
        self.options = options
        self.format = try FileKind(path: path).format(wanted: format)
        switch self.format {
        case .parquet, .arrowFile, .arrowStream, .csv, .tsv:
            let reader = try NativeReader(path: path, format: self.format, options: options)
            columns = reader.fields
            rowCount = reader.rowCount
        case .jsonLines, .jsonArray:
            columns = try JSONSchema(path: path, format: self.format).fields
            rowCount = nil
        }
    }

    /// Begins to read the rows.
    /// - Parameters:
    ///   - columns: the wanted columns; others are not decoded. Nil for all.
    ///   - batchRows: the largest number of rows of a batch; large rows come in smaller batches.
    /// - Throws: `TableError` when a column is missing or of a type that cannot be read. In JSON, where a column may
    ///   first appear far down, a missing one is found out at the end of the file at the latest.
    public func batches(columns: [String]? = nil, batchRows: Int = 1024) throws -> TableBatches {
        let wanted = columns ?? self.columns.map(\.name)
        if columns?.isEmpty == true {
            throw TableError(file: path, problem: "no column was chosen", cure: "choose one, or nil for all")
        }
        if let twice = Dictionary(grouping: wanted, by: { $0 }).first(where: { $0.value.count > 1 })?.key {
            throw TableError(file: path, problem: "column '\(twice)' was chosen twice", cure: "choose it once")
        }
        switch format {
        case .parquet, .arrowFile, .arrowStream, .csv, .tsv:
            let reader = try NativeReader(path: path, format: format, options: options)
            try reader.start(columns: wanted, batchRows: max(batchRows, 1))
            return TableBatches(source: reader)
        case .jsonLines, .jsonArray:
            if columns != nil { try checkJSONColumns(wanted) }
            return TableBatches(
                source: try JSONBatchSource(
                    path: path, format: format, columns: wanted, takesAll: columns == nil,
                    batchRows: max(batchRows, 1)))
        }
    }

    /// The number of rows, for which a file that does not say it is read once.
    public func countRows() throws -> Int {
        if let rowCount { return rowCount }
        guard !columns.isEmpty else { return 0 }
        // A column of fixed width is decoded in no time.
        let plain = columns.first { [.bool, .int, .double].contains($0.type) } ?? columns[0]
        var count = 0
        try forEachBatch(columns: [plain.name]) { count += $0.rowCount }
        return count
    }

    /// Calls a closure with each batch in turn; see ``batches(columns:batchRows:)``.
    public func forEachBatch(
        columns: [String]? = nil, batchRows: Int = 1024, _ body: (TableBatch) throws -> Void
    ) throws {
        let batches = try batches(columns: columns, batchRows: batchRows)
        while let batch = try batches.next() { try body(batch) }
    }

    /// Finds a missing column early where the first rows are all rows.
    private func checkJSONColumns(_ wanted: [String]) throws {
        guard let missing = wanted.first(where: { name in !columns.contains { $0.name == name } }) else { return }
        let schema = try JSONSchema(path: path, format: format)
        if schema.isComplete { throw ColumnChoice.missing(missing, in: path, present: columns.map(\.name)) }
    }
}
