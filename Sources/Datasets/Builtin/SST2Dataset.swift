/// `sst_2`: sentences of film reviews, negative (0) or positive (1), with the columns `sentence` and `label`.
///
/// `data_path` is a folder with `train.tsv`, `dev.tsv` and `test.tsv`, as GLUE lays them out (with a header) or without
/// a header (`sentence<TAB>label`), or a copy of the Hub's files. Blanks at the end of a sentence, which GLUE's files
/// have everywhere, are taken off. Labels of GLUE's own test split are not published, and asking for them is an error.
///
/// Samples are `.separate`: prompt and answer are tokenized apart, the prompt is masked.
public struct SST2Dataset: DescribedDataset {
    public static let about = DatasetDescription(
        summary: "sentences of film reviews, negative or positive",
        licence: "not stated by the source (Stanford Sentiment Treebank)", columns: ["sentence", "label"],
        hubSource: HubSource("stanfordnlp/sst2", folder: "data"), options: [ClassificationTemplate.option],
        trainSplitAliases: ["split", "sst_2_split"])

    /// Names of the classes, in the order of their labels; also how answers are worded.
    public static let classes = ["negative", "positive"]

    public let name: String
    private let reader: ColumnReader
    private let template: ClassificationTemplate

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        name = config.name
        template = try config.choice(ClassificationTemplate.option)
        let rows = try config.openTables(
            Self.locate(config, split), columns: Self.about.columns, tsvColumns: Self.columns)
        reader = try ColumnReader(rows, required: ["sentence"], optional: ["label"])
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try locate(config, split)
    }

    public var origin: String { reader.rows.origin }
    public var count: Int { reader.count }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let row = try reader.row(at: index)
        let label = try row.requiredLabel("label", classes: Self.classes)
        let prompt = Self.prompt(for: try row.text("sentence"), template)
        return .separate(prompt: prompt, completion: Self.classes[label])
    }

    public func choices(at index: Int) throws -> [String] { Self.classes }

    /// The prompt for one sentence.
    public static func prompt(for sentence: String, _ template: ClassificationTemplate = .flan) -> String {
        let sentence = sentence.withoutTrailingBlanks
        let text =
            switch template {
            case .flan, .flanOptions:
                "Review:\n\(sentence)\nIs this movie review sentence negative or positive?"
            case .t5: "sst2 sentence: \(sentence)"
            }
        return template.prompt(text, choices: classes)
    }

    private static func locate(_ config: DatasetConfig, _ split: DatasetSplit) throws -> [String] {
        try SplitFile(config: config, split: split) { name in
            SplitFile.synonyms(of: name).map { "\($0).tsv" }
        }.locate()
    }

    /// The columns of a file without a header, which shows by its first line ending in a label.
    private static func columns(firstLine: [String]) -> [String]? {
        firstLine.count == 2 && ["0", "1"].contains(firstLine[1]) ? ["sentence", "label"] : nil
    }
}

extension String {
    /// The text without blanks and line breaks at its end.
    var withoutTrailingBlanks: String {
        String(self[..<(lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? startIndex)])
    }
}
