/// `grammar_dataset`: sentences and their corrections, in CSV with the columns `input` and `target`.
///
/// `data_path` is a folder with `gtrain_10k.csv`, `gtrain_150k.csv` or `train.csv`, and `grammar_validation.csv` or
/// `validation.csv`; `train_split` and `test_split` may name files instead. Rows with an empty cell are skipped and
/// counted, as there is nothing to correct or nothing to learn.
public struct GrammarDataset: Dataset {
    public let name: String
    public let origin: String
    private let table: TextTable

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions()
        name = config.name
        origin = try SplitFile(config: config, split: split, endings: [".csv"], fileNames: Self.fileNames).locate()
        table = try CSVReader(path: origin).read(columns: ["input", "target"], skippingEmpty: ["input", "target"])
        try requireSamples()
    }

    public var count: Int { table.rowCount }
    public var skippedRows: Int { table.skippedRows }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        return .separate(prompt: Self.prompt(for: table[index, 0] ?? ""), completion: table[index, 1] ?? "")
    }

    /// The prompt for one sentence.
    public static func prompt(for input: String) -> String {
        "Correct this to standard English: \(input)\n---\nCorrected: "
    }

    private static func fileNames(of split: String) -> [String] {
        switch split {
        case "train": ["gtrain_10k.csv", "gtrain_150k.csv", "train.csv"]
        case "validation": ["grammar_validation.csv", "validation.csv"]
        default: ["grammar_\(split).csv", "\(split).csv"]
        }
    }
}
