extension DatasetConfig {
    /// Endings of the files that can be opened as tables, in lower case.
    public var tableEndings: [String] {
        let compressed = Self.textEndings.flatMap { text in (decompressor?.endings ?? []).map { text + $0 } }
        let own = Self.textEndings + compressed
        return own + tableOpeners.flatMap(\.endings).filter { !own.contains($0) }
    }

    /// Opens a table by its ending.
    ///
    /// - Parameters:
    ///   - columns: those wanted; in a CSV file, others may share a name.
    ///   - requiredTexts: fields that each row of a JSON file must have as text; they are looked at now.
    ///   - optionalTexts: fields that each row of a JSON file may have as text.
    ///   - fallback: the ending to go by where the path has none that is known.
    ///   - tsvColumns: the columns of a TSV file without a header, by the cells of its first line; nil for a header.
    public func openTable(
        _ path: String, columns: [String]? = nil, requiredTexts: [String] = [], optionalTexts: [String] = [],
        fallback: String? = nil, tsvColumns: (_ firstLine: [String]) -> [String]? = { _ in nil }
    ) throws -> any RowSource {
        let lowercased = path.lowercased()
        let compression = decompressor?.endings.first { lowercased.hasSuffix($0) }
        let name = compression.map { String(lowercased.dropLast($0.count)) } ?? lowercased
        let textEnding = Self.textEndings.first { name.hasSuffix($0) }
        let opener = compression == nil ? tableOpeners.first { $0.endings.contains { name.hasSuffix($0) } } : nil
        if textEnding == nil, let opener { return try opener.open(path) }
        let text = { () throws -> TextFile in
            guard compression != nil, let decompressor else { return try TextFile(path: path) }
            return try TextFile(decompressor.text(of: path), path: path)
        }
        switch textEnding ?? fallback {
        case ".csv": return try CSVTable(text(), columns: columns)
        case ".tsv": return try TSVTable(text(), columnsIfNoHeader: tsvColumns)
        case ".json", ".jsonl":
            return try JSONTable(
                text(), name: name, fields: JSONTextFields(required: requiredTexts, optional: optionalTexts))
        default:
            throw DatasetError(
                file: path, problem: "is of no kind that \(self.name) reads",
                cure: "give a file that ends in \(tableEndings.joined(separator: ", "))")
        }
    }

    /// Opens the files of one split as one table; see `openTable` for the parameters.
    public func openTables(
        _ paths: [String], columns: [String]? = nil, requiredTexts: [String] = [], optionalTexts: [String] = [],
        fallback: String? = nil, tsvColumns: (_ firstLine: [String]) -> [String]? = { _ in nil }
    ) throws -> any RowSource {
        let tables = try paths.map {
            try openTable(
                $0, columns: columns, requiredTexts: requiredTexts, optionalTexts: optionalTexts, fallback: fallback,
                tsvColumns: tsvColumns)
        }
        guard let first = tables.first else {
            throw DatasetError(problem: "\(name) was given no file", cure: "give --\(name).data_path")
        }
        return tables.count == 1 ? first : JoinedRows(first: first, others: Array(tables.dropFirst()))
    }

    private static let textEndings = [".csv", ".tsv", ".jsonl", ".json"]
}
