/// `xnli`: pairs of sentences in 15 languages: does the first entail (0) the second, is it neutral (1), or does it
/// contradict it (2)?
///
/// `data_path` is a folder with one of these:
/// - XNLI's own files, `xnli.dev.tsv` and `xnli.test.tsv` with all languages, and `multinli.train.<lang>.tsv` (also
///   below `XNLI-1.0/` and `XNLI-MT-1.0/multinli/`, as its archives unpack);
/// - XTREME's, `dev-<lang>.tsv` and so on, two sentences and a label without a header (its tests have no label);
/// - `train.tsv`, `dev.tsv` and `test.tsv` with the header `text_a`, `text_b`, `label`;
/// - the Hub's: a folder per language with `premise`, `hypothesis` and `label`, or `all_languages`.
///
/// Samples are `.separate`: prompt and answer are tokenized apart, the prompt is masked.
public struct XNLIDataset: DescribedDataset {
    /// Codes of the languages.
    public static let languages = [
        "ar", "bg", "de", "el", "en", "es", "fr", "hi", "ru", "sw", "th", "tr", "ur", "vi", "zh",
    ]

    private static let languageOption = DatasetOption(
        "lang", .choice(languages), default: "en", "Language of the sentences.")

    public static let about = DatasetDescription(
        summary: "pairs of sentences in 15 languages: entailment, neutral or contradiction",
        licence: "CC BY-NC 4.0: no commercial use", columns: ["premise", "hypothesis", "label"],
        hubSource: HubSource("facebook/xnli", folder: "{lang}"),
        options: [languageOption, ClassificationTemplate.option], trainSplitAliases: ["split", "xnli_split"])

    /// Names of the classes, in the order of their labels (which is not that of SuperGLUE's CB).
    public static let classes = ["entailment", "neutral", "contradiction"]

    public let name: String
    private let rows: XNLIRows
    private let template: ClassificationTemplate

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        name = config.name
        template = try config.choice(ClassificationTemplate.option)
        let language = try Self.language(config)
        let table = try config.openTables(Self.locate(config, split), tsvColumns: XNLIRows.columns)
        rows = try XNLIRows(table, language: language, optionName: "--\(name).lang")
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try locate(config, split)
    }

    public var origin: String { rows.reader.rows.origin }
    public var count: Int { rows.reader.count }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let pair = try rows.pair(at: index)
        return .separate(
            prompt: Self.prompt(premise: pair.premise, hypothesis: pair.hypothesis, template),
            completion: Self.answers(template)[try rows.label(at: index)])
    }

    public func choices(at index: Int) throws -> [String] { Self.answers(template) }

    /// The prompt for one pair.
    public static func prompt(
        premise: String, hypothesis: String, _ template: ClassificationTemplate = .flan
    ) -> String {
        let text =
            switch template {
            case .flan, .flanOptions:
                "Premise: \(premise)\n\nHypothesis: \(hypothesis)\n\nDoes the premise entail the hypothesis?"
            case .t5: "xnli: premise: \(premise) hypothesis: \(hypothesis)"
            }
        return template.prompt(text, choices: answers(template))
    }

    /// How the answers are worded, in the order of the labels.
    public static func answers(_ template: ClassificationTemplate) -> [String] {
        template == .t5 ? classes : ["yes", "it is not possible to tell", "no"]
    }

    private static func language(_ config: DatasetConfig) throws -> String {
        try config.value(of: languageOption) ?? "en"
    }

    private static func locate(_ config: DatasetConfig, _ split: DatasetSplit) throws -> [String] {
        let language = try language(config)
        return try SplitFile(
            config: config, split: split, folders: ["\(language)/", "all_languages/", "", "data/"]
        ) { fileNames(of: $0, language: language) }.locate()
    }

    private static func fileNames(of split: String, language: String) -> [String] {
        switch split {
        case "train":
            let own = "multinli.train.\(language).tsv"
            return [own, "multinli/\(own)", "XNLI-MT-1.0/multinli/\(own)", "train-\(language).tsv", "train.tsv"]
        case "validation", "dev":
            return ["xnli.dev.tsv", "XNLI-1.0/xnli.dev.tsv", "dev-\(language).tsv", "dev.tsv"]
        default:
            return ["xnli.\(split).tsv", "XNLI-1.0/xnli.\(split).tsv", "\(split)-\(language).tsv", "\(split).tsv"]
        }
    }
}
