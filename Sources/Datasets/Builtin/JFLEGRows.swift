/// JFLEG in its own form, as rows of `input` and `target`: one for each correction of a sentence.
///
/// Its own form is `dev/dev.src` with `dev/dev.ref0` to `dev.ref3` (and `test/…`), line by line, or the Hub's copy with the
/// columns `sentence` and `corrections`. As in llama-recipes, `dev` (the Hub's `validation`) is trained on and `test` is
/// validated on. The text is taken as it is: llama-recipes' notebook also glues some words together.
struct JFLEGRows: RowSource {
    private enum Layout: Sendable {
        case lines(TextLines, corrections: [TextLines])
        /// For each row of `input` and `target` the row of the table, and which of its corrections.
        case table(ColumnReader, parts: [(row: Int32, correction: Int32)])
    }

    let columns = ["input", "target"]
    let origin: String
    private let layout: Layout

    /// The files of JFLEG's own form for `split`, the sentences first; nil where `data_path` holds none, or the user
    /// named the split.
    static func textFiles(_ config: DatasetConfig, _ split: DatasetSplit) -> [String]? {
        guard let folder = folder(config, split) else { return nil }
        let part = split == .train ? "dev" : "test"
        return ["\(part)/\(part)", part].map { SplitFile.join(folder, $0) }
            .first { SplitFile.isFolder("\($0).src") == false }
            .map { base in ["\(base).src"] + (0..<4).map { "\(base).ref\($0)" } }
    }

    /// The tables that are JFLEG's for `split` by their names on the Hub; nil as above.
    static func tableFiles(_ config: DatasetConfig, _ split: DatasetSplit) throws -> [String]? {
        guard let folder = folder(config, split) else { return nil }
        var named = config
        (named.trainSplit, named.testSplit) = ("validation", "test")
        return try SplitFile(config: named, split: split == .train ? .train : .validation) { _ in [] }
            .shards(in: folder)
    }

    private static func folder(_ config: DatasetConfig, _ split: DatasetSplit) -> String? {
        config.dataPath.flatMap { SplitFile.isFolder($0) == true && config.givenName(of: split) == nil ? $0 : nil }
    }

    /// The rows of a table in the Hub's form; nil for one with other columns.
    init?(table rows: any RowSource) throws {
        guard rows.columns.contains("sentence"), rows.columns.contains("corrections") else { return nil }
        origin = rows.origin
        layout = try Self.table(ColumnReader(rows, required: ["sentence", "corrections"]))
    }

    /// The rows of JFLEG's own form: a file of sentences, and files of their corrections.
    init(lines files: [String]) throws {
        origin = files[0]
        layout = try Self.lines(files)
    }

    var count: Int {
        switch layout {
        case .lines(let source, let corrections): source.count * corrections.count
        case .table(_, let parts): parts.count
        }
    }

    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        let pair: [String]
        switch layout {
        case .lines(let source, let corrections):
            let (line, correction) = row.quotientAndRemainder(dividingBy: corrections.count)
            pair = [source.line(at: line), corrections[correction].line(at: line)]
        case .table(let reader, let parts):
            let part = parts[row]
            let found = try reader.row(at: Int(part.row))
            pair = [try found.text("sentence"), try found.texts("corrections")[Int(part.correction)]]
        }
        return columns.map { .string(pair[$0].withoutTrailingBlanks) }
    }

    func place(ofRow row: Int) -> RowPlace {
        switch layout {
        case .lines(let source, let corrections):
            let line = row / corrections.count
            return RowPlace(file: source.path, row: line, line: line + 1)
        case .table(let reader, let parts):
            return reader.rows.place(ofRow: Int(parts[row].row))
        }
    }

    private static func lines(_ files: [String]) throws -> Layout {
        let source = try TextLines(path: files[0])
        let corrections = try files.dropFirst().map { path in
            let lines = try TextLines(path: path, besideOf: files[0])
            guard lines.count == source.count else {
                throw DatasetError(
                    file: lines.path, problem: "has \(lines.count) lines, and \(source.path) has \(source.count)",
                    cure: "line N must be a correction of line N; copy the folder whole")
            }
            return lines
        }
        return .lines(source, corrections: corrections)
    }

    private static func table(_ rows: ColumnReader) throws -> Layout {
        var parts: [(row: Int32, correction: Int32)] = []
        for index in 0..<rows.count {
            for correction in try rows.row(at: index).texts("corrections").indices {
                parts.append((Int32(index), Int32(correction)))
            }
        }
        return .table(rows, parts: parts)
    }
}
