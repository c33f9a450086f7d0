/// `iwslt_14`: talks in German and English, sentence by sentence, to be translated in either direction.
///
/// `data_path` is a folder with parallel text, line by line: `train.de` and `train.en`, `valid.de` and `valid.en`,
/// `test.de` and `test.en` (also `train.de-en.de` and so on); the campaign's own `train.tags.de-en.de` and
/// `IWSLT14.TED.*.xml` (see `IWSLT14Campaign`); or a table with one column per language, or with the Hub's column
/// `translation` of both. Text is taken as it is: where the files are tokenized and lower-cased, so are the
/// samples. Pairs of which one side is empty are skipped and counted.
///
/// Samples are `.separate`: prompt and translation are tokenized apart, the prompt is masked.
public struct IWSLT14Dataset: DescribedDataset {
    /// The named wordings of the task.
    public enum Template: String, CaseIterable, Sendable {
        /// In the manner of llama-recipes' other data sets.
        case llamaRecipes = "llama_recipes"
        case flan
        case t5
    }

    private static let languages = ["de": "German", "en": "English"]
    private static let sourceOption = DatasetOption(
        "src_lang", .choice(languages.keys.sorted()), default: "en", "Language to translate from.")
    private static let targetOption = DatasetOption(
        "tgt_lang", .choice(languages.keys.sorted()), default: "de", "Language to translate into.")
    private static let templateOption = DatasetOption(
        "template", .choice(Template.allCases.map(\.rawValue)), default: Template.llamaRecipes.rawValue,
        "Wording of the prompt: llama-recipes' manner, FLAN's or T5's.")

    public static let about = DatasetDescription(
        summary: "talks in German and English, to be translated in either direction",
        licence: "CC BY-NC-ND 4.0 (TED talks): no commercial use, no derivatives",
        columns: ["translation, or de and en"],
        hubSource: HubSource("bbaaaa/iwslt14-de-en", revision: "refs/convert/parquet", folder: "de-en"),
        options: [sourceOption, targetOption, templateOption], trainSplitAliases: ["split", "iwslt_14_split"])

    public let name: String
    public let skippedRows: Int
    public let firstSkippedRow: String?
    private let reader: ColumnReader
    private let source: String
    private let target: String
    private let template: Template

    /// Reads the files of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        name = config.name
        template = try config.choice(Self.templateOption)
        let (source, target) = try Self.languages(config)
        (self.source, self.target) = (source, target)
        guard source != target else {
            throw DatasetError(
                problem: "\(name) is to translate from '\(source)' into '\(target)'",
                cure: "give --\(name).src_lang and --\(name).tgt_lang different values")
        }
        let rows = try IWSLT14Files(config, split, languages: (source, target)).rows()
        let all = try ColumnReader(
            rows, required: rows.columns.contains("translation") ? ["translation"] : [source, target])
        var first: String?
        reader = try all.filtered { row in
            let empty = try [source, target].first { try Self.text(of: row, in: $0).isEmpty }
            if first == nil { first = empty.map { row.note("'\($0)' is empty") } }
            return empty == nil
        }
        firstSkippedRow = first
        skippedRows = all.count - reader.count
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try IWSLT14Files(config, split, languages: languages(config)).paths
    }

    public var origin: String { reader.rows.origin }
    public var count: Int { reader.count }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let row = try reader.row(at: index)
        let prompt = Self.prompt(for: try Self.text(of: row, in: source), from: source, into: target, template)
        return .separate(prompt: prompt, completion: try Self.text(of: row, in: target))
    }

    /// The prompt for one sentence; languages are given by their codes.
    public static func prompt(
        for text: String, from source: String, into target: String, _ template: Template = .llamaRecipes
    ) -> String {
        let (from, into) = (languages[source] ?? source, languages[target] ?? target)
        return switch template {
        case .llamaRecipes: "Translate this from \(from) to \(into):\n\(text)\n---\n\(into):\n"
        case .flan: "Translate to \(into):\n\n\(text)\n"
        case .t5: "translate \(from) to \(into): \(text)\n"
        }
    }

    private static func text(of row: TableRow, in language: String) throws -> String {
        let cell = row["translation"] == .null ? row[language] : row["translation"][language]
        return cell == .null ? "" : try row.text(cell, called: language)
    }

    private static func languages(_ config: DatasetConfig) throws -> (source: String, target: String) {
        (try config.value(of: sourceOption) ?? "en", try config.value(of: targetOption) ?? "de")
    }
}
