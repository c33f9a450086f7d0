/// `grammar_dataset`: sentences and their corrections, in CSV (or another table) with the columns `input` and `target`.
///
/// `data_path` is a folder with `gtrain_10k.csv`, `gtrain_150k.csv` or `train.csv`, and `grammar_validation.csv` or
/// `validation.csv`; `train_split` and `test_split` may name files instead. Rows with an empty cell are skipped and
/// counted, as there is nothing to correct or nothing to learn. A folder with JFLEG in its own form, or in the Hub's, is
/// read as well: its `dev` part is trained on and its `test` part validated on, one sample for each correction.
/// `c4_200m` names a file whose first `c4_200m_rows` rows follow in training, as in llama-recipes' `gtrain_10k.csv`.
public struct GrammarDataset: DescribedDataset {
    public static let about = DatasetDescription(
        summary: "sentences and their corrections",
        licence: "JFLEG: CC BY-NC-SA 4.0, no commercial use; C4_200M: CC BY 4.0",
        columns: ["input", "target"],
        hubSource: HubSource(
            "jhu-clsp/jfleg", folder: "data", publishedSplits: ["train": "validation", "validation": "test"]),
        options: C4200MRows.options)

    public let name: String
    private let rows: FilledRows

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        name = config.name
        let own = try GrammarFiles(config, split).rows()
        if split == .train, let more = try C4200MRows.rows(config) {
            // All of them in one table: which file comes first decides nothing but the order.
            let named = try RenamedRows(own, Self.about.columns.map { ($0, $0) })
            rows = try FilledRows(JoinedRows(first: named, others: [more]), columns: Self.about.columns)
        } else {
            rows = try FilledRows(own, columns: Self.about.columns)
        }
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try GrammarFiles(config, split).paths + (split == .train ? C4200MRows.files(config) : [])
    }

    public var origin: String { rows.origin }
    public var count: Int { rows.count }
    public var skippedRows: Int { rows.skippedRows }
    public var firstSkippedRow: String? { rows.firstSkippedRow }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let texts = try rows.texts(at: index)
        return .separate(prompt: Self.prompt(for: texts[0]), completion: texts[1])
    }

    /// The prompt for one sentence.
    public static func prompt(for input: String) -> String {
        "Correct this to standard English: \(input)\n---\nCorrected: "
    }
}
