extension DatasetConfig {
    /// Endings of the files that can be opened as tables, in lower case.
    public var tableEndings: [String] {
        Self.ownEndings + tableOpeners.flatMap(\.endings).filter { !Self.ownEndings.contains($0) }
    }

    /// Opens a table by its ending.
    ///
    /// - Parameters:
    ///   - columns: of a CSV file, only these are read.
    ///   - fallback: the ending to go by where the path has none that is known.
    ///   - tsvColumns: the columns of a TSV file without a header, by the cells of its first line; nil for a header.
    public func openTable(
        _ path: String, columns: [String]? = nil, fallback: String? = nil,
        tsvColumns: (_ firstLine: [String]) -> [String]? = { _ in nil }
    ) throws -> any RowSource {
        let lowercased = path.lowercased()
        let ending = tableEndings.first { lowercased.hasSuffix($0) } ?? fallback
        switch ending {
        case ".csv": return try CSVTable(path: path, columns: columns)
        case ".tsv": return try TSVTable(path: path, columnsIfNoHeader: tsvColumns)
        case ".json", ".jsonl": return try JSONTable(path: path)
        default:
            guard let ending, let opener = tableOpeners.first(where: { $0.endings.contains(ending) }) else {
                throw DatasetError(
                    file: path, problem: "is of no kind that \(name) reads",
                    cure: "give a file that ends in \(tableEndings.joined(separator: ", "))")
            }
            return try opener.open(path)
        }
    }

    /// Opens the files of one split as one table.
    public func openTables(
        _ paths: [String], columns: [String]? = nil, fallback: String? = nil,
        tsvColumns: (_ firstLine: [String]) -> [String]? = { _ in nil }
    ) throws -> any RowSource {
        let tables = try paths.map {
            try openTable($0, columns: columns, fallback: fallback, tsvColumns: tsvColumns)
        }
        guard let first = tables.first else {
            throw DatasetError(problem: "\(name) was given no file", cure: "give --\(name).data_path")
        }
        return tables.count == 1 ? first : JoinedRows(first: first, others: Array(tables.dropFirst()))
    }

    private static let ownEndings = [".csv", ".tsv", ".jsonl", ".json"]
}
