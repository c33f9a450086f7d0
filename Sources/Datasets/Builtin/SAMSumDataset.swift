/// `samsum_dataset`: chats and their summaries, in CSV (or another table) with the columns `dialogue` and `summary`.
///
/// `data_path` is a folder with `train.csv`, `validation.csv` and `test.csv` (also under the names
/// `samsum-validation.csv` and so on); `train_split` and `test_split` name another split or a file. Rows without a
/// dialogue or a summary, on which the original stops, are skipped and counted.
public struct SAMSumDataset: DescribedDataset {
    public static let about = DatasetDescription(
        summary: "chats and their summaries", licence: "CC BY-NC-ND 4.0: no commercial use, no derivatives",
        columns: ["dialogue", "summary"], hubSource: HubSource("knkarthick/samsum"))

    public let name: String
    private let rows: FilledRows

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        name = config.name
        rows = try FilledRows(config, paths: Self.locate(config, split), columns: Self.about.columns)
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try locate(config, split)
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

    /// The prompt for one dialogue.
    public static func prompt(for dialogue: String) -> String {
        "Summarize this dialog:\n\(dialogue)\n---\nSummary:\n"
    }

    private static func locate(_ config: DatasetConfig, _ split: DatasetSplit) throws -> [String] {
        try SplitFile(config: config, split: split) { ["\($0).csv", "samsum-\($0).csv"] }.locate()
    }
}
