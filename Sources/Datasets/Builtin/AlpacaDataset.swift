/// `alpaca_dataset`: instructions and answers, in a JSON list (or JSON lines) of `instruction`, `input` and `output`.
///
/// `data_path` is the file, or a folder with `alpaca_data.json`. Validation (and test) is the first twentieth of the
/// rows, training the rest. When `test_split` names a file of its own, that file is validated on and all of `data_path`
/// is trained on. A missing, null or empty `input` selects the prompt without one.
public struct AlpacaDataset: DescribedDataset {
    public static let about = DatasetDescription(
        summary: "instructions and answers", licence: "Stanford Alpaca: CC BY-NC 4.0, no commercial use",
        columns: ["instruction", "input", "output"],
        hubSource: HubSource(
            "tatsu-lab/alpaca", folder: "data", publishedSplits: ["validation": "train", "test": "train"]))

    public let name: String
    public let origin: String
    private let table: ColumnReader
    private let rows: Range<Int>

    /// Reads the file and keeps the rows of `split`.
    public init(config: DatasetConfig, split asked: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        name = config.name
        // There is one held-out part, whatever it is called.
        let split = asked == .test ? .validation : asked
        let own = try Self.file(config, split).explicitPath()
        // JSON is held against its schema at once, so that a fault shows before anything starts.
        let (required, optional) = (["instruction", "output"], ["input"])
        table = try ColumnReader(
            config.openTables(
                Self.locate(config, split), requiredTexts: required, optionalTexts: optional, fallback: ".json"),
            required: required, optional: optional)
        origin = table.rows.origin
        let otherHasOwnFile = try Self.file(config, split == .train ? .validation : .train).explicitPath() != nil
        if own != nil || otherHasOwnFile {
            rows = 0..<table.count
        } else {
            let heldOut = table.count / 20
            rows = try Self.isTraining(config, split) ? heldOut..<table.count : 0..<heldOut
        }
        if rows.isEmpty, table.count > 0 {
            throw DatasetError(
                file: origin,
                problem: "validation is the first twentieth of the rows, and \(table.count) are too few",
                cure: "give 20 rows or more, or --\(name).test_split FILE"
                    + (config.optionWithout(.validation).map { ", or \($0)" } ?? ""))
        }
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try locate(config, split == .test ? .validation : split)
    }

    public var count: Int { rows.count }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let row = try table.row(at: rows.lowerBound + index)
        return .joined(
            prompt: Self.prompt(instruction: try row.text("instruction"), input: try row.textIfPresent("input") ?? ""),
            completion: try row.text("output"))
    }

    /// The prompt for one row; an empty `input` leaves its section out.
    public static func prompt(instruction: String, input: String) -> String {
        if input.isEmpty {
            return "Below is an instruction that describes a task. "
                + "Write a response that appropriately completes the request.\n\n"
                + "### Instruction:\n\(instruction)\n\n### Response:"
        }
        return "Below is an instruction that describes a task, paired with an input that provides further context. "
            + "Write a response that appropriately completes the request.\n\n"
            + "### Instruction:\n\(instruction)\n\n### Input:\n\(input)\n\n### Response:"
    }

    private static func file(_ config: DatasetConfig, _ split: DatasetSplit) -> SplitFile {
        SplitFile(config: config, split: split) { _ in ["alpaca_data.json", "alpaca_data.jsonl"] }
    }

    private static func locate(_ config: DatasetConfig, _ split: DatasetSplit) throws -> [String] {
        try file(config, split).explicitPath().map { [$0] } ?? dataFiles(config)
    }

    /// The one file (or its shards) that holds all splits.
    private static func dataFiles(_ config: DatasetConfig) throws -> [String] {
        var whole = config
        whole.trainSplit = nil
        return try file(whole, .train).locate()
    }

    /// Whether `split` means the rows that are not held out, by the names llama-recipes uses.
    private static func isTraining(_ config: DatasetConfig, _ split: DatasetSplit) throws -> Bool {
        let name = config.givenName(of: split) ?? split.rawValue
        switch name {
        case "train": return true
        case "val", "validation", "test": return false
        default:
            throw DatasetError(
                problem: "\(config.name) has no split '\(name)'",
                cure: "name train, val, validation or test, or a .json or .jsonl file")
        }
    }
}
