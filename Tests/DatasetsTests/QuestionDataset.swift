public import Datasets

/// `question_dataset`: questions and answers, with the columns `question` and `answer`.
public struct QuestionDataset: DescribedDataset {
    private static let styleOption = DatasetOption(
        "style", .choice(["plain", "polite"]), default: "plain", "How the question is put.")

    public static let about = DatasetDescription(
        summary: "questions and answers", licence: "CC0", columns: ["question", "answer"], options: [styleOption])

    public let name: String
    private let rows: ColumnReader
    private let isPolite: Bool

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        name = config.name
        isPolite = try config.value(of: Self.styleOption) == "polite"
        rows = try ColumnReader(config.openSplit(split), required: Self.about.columns)
        try requireSamples()
    }

    public var origin: String { rows.rows.origin }
    public var count: Int { rows.count }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let row = try rows.row(at: index)
        let question = isPolite ? "Please tell me: \(try row.text("question"))" : try row.text("question")
        return .separate(prompt: "Question: \(question)\nAnswer: ", completion: try row.text("answer"))
    }
}
