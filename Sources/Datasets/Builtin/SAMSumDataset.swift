/// `samsum_dataset`: chats and their summaries, in CSV with the columns `id`, `dialogue` and `summary`.
///
/// `data_path` is a folder with `train.csv`, `validation.csv` and `test.csv` (also under the names
/// `samsum-validation.csv` and so on); `train_split` and `test_split` name another split or a file. Rows without a
/// dialogue or a summary, on which the original stops, are skipped and counted.
public struct SAMSumDataset: Dataset {
    public let name: String
    public let origin: String
    private let table: TextTable

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions()
        name = config.name
        origin = try SplitFile(config: config, split: split, endings: [".csv"]) {
            ["\($0).csv", "samsum-\($0).csv"]
        }.locate()
        table = try CSVReader(path: origin)
            .read(columns: ["dialogue", "summary"], skippingEmpty: ["dialogue", "summary"])
        try requireSamples()
    }

    public var count: Int { table.rowCount }
    public var skippedRows: Int { table.skippedRows }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        return .separate(prompt: Self.prompt(for: table[index, 0] ?? ""), completion: table[index, 1] ?? "")
    }

    /// The prompt for one dialogue.
    public static func prompt(for dialogue: String) -> String {
        "Summarize this dialog:\n\(dialogue)\n---\nSummary:\n"
    }
}
