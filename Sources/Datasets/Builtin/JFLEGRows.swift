/// JFLEG in its own form, as rows of `input` and `target`: one for each correction of a sentence.
///
/// Its own form is `dev/dev.src` with `dev/dev.ref0` to `dev.ref3` (and `test/…`), line by line, or the Hub's copy with the
/// columns `sentence` and `corrections`. As in llama-recipes, `dev` (the Hub's `validation`) is trained on and `test` is
/// validated on. The text is taken as it is: llama-recipes' notebook also glues some words together.
struct JFLEGRows: RowSource {
    let columns = ["input", "target"]
    let origin: String
    private let pairs: [(input: String, target: String, place: RowPlace)]

    /// The rows for `split`; nil where `data_path` holds no JFLEG, or the user named the split.
    init?(_ config: DatasetConfig, _ split: DatasetSplit) throws {
        guard let folder = config.dataPath, SplitFile.isFolder(folder) == true, config.givenName(of: split) == nil
        else { return nil }
        let part = split == .train ? "dev" : "test"
        let sources = ["\(part)/\(part)", part].map { SplitFile.join(folder, $0) }
        if let base = sources.first(where: { SplitFile.isFolder("\($0).src") == false }) {
            origin = "\(base).src"
            pairs = try Self.lines(base)
            return
        }
        var named = config
        (named.trainSplit, named.testSplit) = ("validation", "test")
        let files = SplitFile(config: named, split: split == .train ? .train : .validation) { _ in [] }
        guard let shards = try files.shards(in: folder) else { return nil }
        let rows = try config.openTables(shards)
        guard rows.columns.contains("sentence"), rows.columns.contains("corrections") else { return nil }
        origin = rows.origin
        pairs = try Self.table(ColumnReader(rows, required: ["sentence", "corrections"]))
    }

    var count: Int { pairs.count }

    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        columns.map { .string($0 == 0 ? pairs[row].input : pairs[row].target) }
    }

    func place(ofRow row: Int) -> RowPlace { pairs[row].place }

    private static func lines(_ base: String) throws -> [(input: String, target: String, place: RowPlace)] {
        let source = try TextLines(path: "\(base).src")
        let references = try (0..<4).map { number in
            let lines = try TextLines(path: "\(base).ref\(number)")
            guard lines.count == source.count else {
                throw DatasetError(
                    file: lines.path, problem: "has \(lines.count) lines, and \(source.path) has \(source.count)",
                    cure: "line N must be a correction of line N; copy the folder whole")
            }
            return lines
        }
        return (0..<source.count).flatMap { line in
            references.map { reference in
                let place = RowPlace(file: source.path, row: line, line: line + 1)
                let (input, target) = (source.line(at: line), reference.line(at: line))
                return (input.withoutTrailingBlanks, target.withoutTrailingBlanks, place)
            }
        }
    }

    private static func table(_ rows: ColumnReader) throws -> [(input: String, target: String, place: RowPlace)] {
        try (0..<rows.count).flatMap { index in
            let row = try rows.row(at: index)
            let sentence = try row.text("sentence").withoutTrailingBlanks
            let place = rows.rows.place(ofRow: index)
            return try row.texts("corrections").map { (sentence, $0.withoutTrailingBlanks, place) }
        }
    }
}
