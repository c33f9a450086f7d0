/// The pairs of one language, out of any of the layouts in which XNLI goes around.
struct XNLIRows: Sendable {
    let reader: ColumnReader
    private let language: String
    private let premise: String
    private let hypothesis: String
    private let label: String

    /// Takes the rows of `language`; in a table with a column `language` these are some, else all.
    init(_ rows: any RowSource, language: String, optionName: String) throws {
        func column(_ names: [String]) -> String { names.first(where: rows.columns.contains) ?? names[0] }
        self.language = language
        premise = column(["premise", "sentence1", "text_a"])
        hypothesis = column(["hypothesis", "hypo", "sentence2", "text_b"])
        label = column(["label", "gold_label"])
        let all = try ColumnReader(rows, required: [premise, hypothesis], optional: [label, "language"])
        guard rows.columns.contains("language") else {
            reader = all
            return
        }
        reader = try all.filtered { try $0.text("language") == language }
        if reader.count == 0, all.count > 0 {
            throw DatasetError(
                file: rows.origin, problem: "holds no rows of the language '\(language)'",
                cure: "check \(optionName)")
        }
    }

    func pair(at index: Int) throws -> (premise: String, hypothesis: String) {
        let row = try reader.row(at: index)
        return (try text(of: row, in: premise), try text(of: row, in: hypothesis))
    }

    func label(at index: Int) throws -> Int {
        // The machine-translated training files say "contradictory".
        try reader.row(at: index)
            .requiredLabel(label, classes: XNLIDataset.classes, synonyms: ["contradictory": 2])
    }

    /// The columns of a TSV file without a header, which is XTREME's layout.
    static func columns(firstLine: [String]) -> [String]? {
        let headers: Set<String> = ["premise", "sentence1", "text_a", "language"]
        guard headers.isDisjoint(with: firstLine) else { return nil }
        return switch firstLine.count {
        case 2: ["sentence1", "sentence2"]
        case 3: ["sentence1", "sentence2", "label"]
        default: nil
        }
    }

    /// The text of a cell, or of its part in this language: all_languages has a field per language for premises, and for
    /// hypotheses two lists, of languages and of texts.
    private func text(of row: TableRow, in column: String) throws -> String {
        switch row[column] {
        case .structure(let fields):
            guard let languages = fields["language"]?.elements, let texts = fields["translation"]?.elements else {
                return try row.text(fields[language], called: "\(column).\(language)")
            }
            let place = languages.firstIndex(of: .string(language))
            let text = place.flatMap { texts.indices.contains($0) ? texts[$0] : nil }
            return try row.text(text, called: "\(column).\(language)")
        case .list(let parts):
            let part = parts.first { $0["language"] == .string(language) }
            return try row.text(part?["translation"], called: "\(column).\(language)")
        default:
            return try row.text(column)
        }
    }
}
