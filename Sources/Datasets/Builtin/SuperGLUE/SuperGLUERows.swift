/// The rows of one task in the Hub's columns, whichever layout the file has.
struct SuperGLUERows: Sendable {
    private enum Layout {
        /// The Hub's, which for most tasks is the original one too.
        case flat(ColumnReader)
        /// Original WSC: the spans are inside `target`.
        case spansInTarget(ColumnReader)
        /// Original MultiRC: a passage holds questions, which hold answers.
        case passages(ColumnReader, parts: [(row: Int32, question: Int32, answer: Int32)])
        /// Original ReCoRD: a passage holds queries.
        case queries(ColumnReader, parts: [(row: Int32, query: Int32)])
    }

    let origin: String
    private let task: SuperGLUETask
    private let layout: Layout

    init(_ rows: any RowSource, task: SuperGLUETask) throws {
        origin = rows.origin
        self.task = task
        if task == .multirc, !rows.columns.contains("paragraph"), rows.columns.contains("passage") {
            layout = try Self.passages(ColumnReader(rows, required: ["passage", "idx"]))
        } else if task == .record, rows.columns.contains("qas") {
            layout = try Self.queries(ColumnReader(rows, required: ["passage", "qas"], optional: ["idx"]))
        } else if task == .wsc, rows.columns.contains("target") {
            layout = .spansInTarget(try ColumnReader(rows, required: ["text", "target"], optional: ["label", "idx"]))
        } else {
            let label = task == .record ? "answers" : "label"
            layout = .flat(try ColumnReader(rows, required: task.columns, optional: [label, "idx"]))
        }
    }

    var count: Int {
        switch layout {
        case .flat(let reader), .spansInTarget(let reader): reader.count
        case .passages(_, let parts): parts.count
        case .queries(_, let parts): parts.count
        }
    }

    /// The row at `index`, in the Hub's columns.
    func row(at index: Int) throws -> TableRow {
        switch layout {
        case .flat(let reader):
            let row = try reader.row(at: index)
            return task == .wsc ? try WinogradSpans.repaired(row) : row
        case .spansInTarget(let reader):
            let row = try reader.row(at: index)
            var cells = ["text": row["text"], "label": row["label"], "idx": row["idx"]]
            for key in ["span1_index", "span2_index", "span1_text", "span2_text"] {
                cells[key] = row["target"][key]
            }
            return try WinogradSpans.repaired(row.with(cells))
        case .passages(let reader, let parts):
            let part = parts[index]
            return try Self.answer(
                of: reader.row(at: Int(part.row)), question: Int(part.question), answer: Int(part.answer))
        case .queries(let reader, let parts):
            return try Self.query(of: reader.row(at: Int(parts[index].row)), Int(parts[index].query))
        }
    }

    /// The distinct right answers of a ReCoRD row, sorted; none is an error, as in its test split.
    static func answers(of row: TableRow) throws -> [String] {
        let answers = row["answers"] == .null ? [] : try row.texts("answers")
        guard !answers.isEmpty else { throw row.unlabelled }
        return sortedDistinct(answers)
    }

    /// Distinct texts in the order of their code points, which is how the Hub's copy was made.
    static func sortedDistinct(_ texts: [String]) -> [String] {
        Set(texts).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    }

    private static func passages(_ reader: ColumnReader) throws -> Layout {
        var parts: [(row: Int32, question: Int32, answer: Int32)] = []
        for index in 0..<reader.count {
            let row = try reader.row(at: index)
            for (number, question) in try elements(row["passage"]["questions"], "questions", row).enumerated() {
                for answer in try elements(question["answers"], "answers", row).indices {
                    parts.append((Int32(index), Int32(number), Int32(answer)))
                }
            }
        }
        return .passages(reader, parts: parts)
    }

    private static func answer(of row: TableRow, question: Int, answer: Int) throws -> TableRow {
        let asked = try elements(row["passage"]["questions"], "questions", row)[question]
        let given = try elements(asked["answers"], "answers", row)[answer]
        return row.with([
            "paragraph": row["passage"]["text"], "question": asked["question"], "answer": given["text"],
            "label": given["label"],
            "idx": .structure([
                "paragraph": row["idx"], "question": asked["idx"] ?? .null, "answer": given["idx"] ?? .null,
            ]),
        ])
    }

    private static func queries(_ reader: ColumnReader) throws -> Layout {
        var parts: [(row: Int32, query: Int32)] = []
        for index in 0..<reader.count {
            let row = try reader.row(at: index)
            for query in try elements(row["qas"], "qas", row).indices { parts.append((Int32(index), Int32(query))) }
        }
        return .queries(reader, parts: parts)
    }

    private static func query(of row: TableRow, _ number: Int) throws -> TableRow {
        let asked = try elements(row["qas"], "qas", row)[number]
        let passage = try row.text(row["passage"]["text"], called: "passage.text")
        let scalars = Array(passage.unicodeScalars)
        let entities = try elements(row["passage"]["entities"], "passage.entities", row).map { entity in
            // Offsets count code points, and the end is that of the last one.
            guard let start = entity["start"]?.integer, let end = entity["end"]?.integer, start >= 0, start <= end,
                end < scalars.count
            else { throw row.error("an entity lies outside the passage", cure: "check that the file is whole") }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[start...end])
            return CellValue.string(String(text))
        }
        return row.with([
            "passage": .string(passage), "query": asked["query"], "entities": .list(entities),
            "answers": asked["answers"]?.elements.map { .list($0.map { $0["text"] ?? .null }) },
            "idx": .structure(["passage": row["idx"], "query": asked["idx"] ?? .null]),
        ])
    }

    private static func elements(_ cell: CellValue?, _ name: String, _ row: TableRow) throws -> [CellValue] {
        guard let elements = cell?.elements else { throw row.fault(cell, called: name, wanted: "a list") }
        return elements
    }
}

extension TableRow {
    /// The same row with other cells.
    func with(_ cells: [String: CellValue?]) -> TableRow {
        TableRow(rows: rows, index: index, cells: cells.compactMapValues { $0 })
    }
}
