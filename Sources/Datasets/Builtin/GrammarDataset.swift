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
        let files = Self.splitFile(config, split)
        let jfleg = try files.hasDocumentedFile ? nil : JFLEGRows(config, split)
        if split == .train, let more = try C4200MRows.rows(config) {
            // All of them in one table: which file comes first decides nothing but the order.
            let own: any RowSource = try jfleg ?? config.openTables(files.locate(), fallback: ".csv")
            let named = try RenamedRows(own, Self.about.columns.map { ($0, $0) })
            rows = try FilledRows(JoinedRows(first: named, others: [more]), columns: Self.about.columns)
        } else if let jfleg {
            rows = try FilledRows(jfleg, columns: Self.about.columns)
        } else {
            rows = try FilledRows(config, paths: files.locate(), columns: Self.about.columns)
        }
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        let files = splitFile(config, split)
        let more = split == .train ? try C4200MRows.files(config) : []
        guard try !files.hasDocumentedFile, let jfleg = try JFLEGRows.files(config, split) else {
            return try files.locate() + more
        }
        // Which of them are read shows by the columns of the first; all of them decide.
        return jfleg + ((try? files.locate()) ?? []) + more
    }

    public var origin: String { rows.origin }
    public var count: Int { rows.count }
    public var skippedRows: Int { rows.skippedRows }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let texts = try rows.texts(at: index)
        return .separate(prompt: Self.prompt(for: texts[0]), completion: texts[1])
    }

    /// The prompt for one sentence.
    public static func prompt(for input: String) -> String {
        "Correct this to standard English: \(input)\n---\nCorrected: "
    }

    private static func splitFile(_ config: DatasetConfig, _ split: DatasetSplit) -> SplitFile {
        SplitFile(config: config, split: split, fileNames: fileNames)
    }

    private static func fileNames(of split: String) -> [String] {
        switch split {
        case "train": ["gtrain_10k.csv", "gtrain_150k.csv", "train.csv"]
        case "validation": ["grammar_validation.csv", "validation.csv"]
        default: ["grammar_\(split).csv", "\(split).csv"]
        }
    }
}
