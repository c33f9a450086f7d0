/// `super_glue`: the tasks of SuperGLUE, chosen with `task`.
///
/// `data_path` is the folder that holds the tasks' folders, or that of one task, in the original distribution
/// (`BoolQ/train.jsonl`, `val.jsonl`, `test.jsonl`) or as the Hub lays them out (`boolq/train-00000-of-00001.parquet`);
/// both give the same samples. Test labels are not published, so a sample of such a split is an error; `axb` and `axg`
/// have a labelled test split and no other.
///
/// `record` is trained on once per right answer; in validation each query is one sample, and `references(at:)` has all
/// its answers. With the template `t5_noun`, `wsc` asks for the noun that the pronoun means, and trains on the rows alone
/// whose candidate is right; other rows do not tell the noun. `multirc` has one sample per answer to judge, which `identifier(at:)` groups by question.
///
/// Samples are `.separate`: prompt and answer are tokenized apart, the prompt is masked.
public struct SuperGLUEDataset: DescribedDataset {
    private static let taskOption = DatasetOption(
        "task", .choice(SuperGLUETask.allCases.map(\.rawValue)), default: SuperGLUETask.boolq.rawValue,
        "Which of SuperGLUE's tasks.")

    /// The template that asks for the noun of a WSC row instead of judging one.
    private static let nounTemplate = "t5_noun"

    private static let templateOption = DatasetOption(
        "template", .choice(ClassificationTemplate.option.choices + [nounTemplate]),
        default: ClassificationTemplate.flan.rawValue,
        ClassificationTemplate.option.help + " With wsc also t5_noun: T5's, which asks for the noun.")

    public static let about = DatasetDescription(
        summary: "ten tasks of language understanding",
        licence: "each task has its own; SuperGLUE gives them out for research only",
        columns: ["those of the task"] + ["label", "idx"],
        hubSource: HubSource("aps/super_glue", folder: "{task}", folderNames: ["wsc": "wsc.fixed"]),
        options: [taskOption, templateOption], trainSplitAliases: ["split", "super_glue_split"])

    public let name: String
    /// The task chosen.
    public let task: SuperGLUETask
    private let rows: SuperGLUERows
    /// nil asks for the noun of a WSC row.
    private let template: ClassificationTemplate?
    /// For each sample its row and, where one row makes several, which of its answers.
    private let samples: [(row: Int32, answer: Int32)]?

    /// Reads the file of `split`.
    public init(config: DatasetConfig, split: DatasetSplit) throws {
        try config.requireOptions(Self.about.options)
        let task: SuperGLUETask = try config.choice(Self.taskOption)
        name = config.name
        self.task = task
        template = try Self.template(config, task)
        if task.isDiagnostic, split != .test, config.givenName(of: split) == nil {
            throw DatasetError(
                problem: "the task \(task.rawValue) has a test split only, with labels",
                cure: "evaluate on it with --split test, and train on rte")
        }
        rows = try SuperGLUERows(config.openTables(Self.locate(config, split)), task: task)
        samples = split == .train ? try Self.trainingSamples(rows, task, template) : nil
        try requireSamples()
    }

    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try locate(config, split)
    }

    public var origin: String { rows.origin }
    public var count: Int { samples?.count ?? rows.count }
    /// Rows that do not tell the noun that is asked for.
    public var skippedRows: Int { template == nil ? rows.count - count : 0 }

    public func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        let row = try row(at: index)
        return .separate(
            prompt: try template.map { try SuperGLUEPrompt.text(task, row, $0) } ?? SuperGLUEPrompt.noun(row),
            completion: try references(row)[samples.map { Int($0[index].answer) } ?? 0])
    }

    public func references(at index: Int) throws -> [String] {
        try requireIndex(index)
        return try references(row(at: index))
    }

    public func choices(at index: Int) throws -> [String] {
        try requireIndex(index)
        return try template.map { try SuperGLUEPrompt.choices(task, row(at: index), $0) } ?? []
    }

    /// The row's `idx`: a number, or for `multirc` and `record` the numbers of passage, question and answer.
    public func identifier(at index: Int) throws -> CellValue {
        try requireIndex(index)
        return try row(at: index)["idx"]
    }

    /// Which class the sample is of; nil for `record`, whose answers are texts.
    public func label(at index: Int) throws -> Int? {
        try requireIndex(index)
        return task == .record ? nil : try row(at: index).requiredLabel("label", classes: task.classes)
    }

    private func row(at index: Int) throws -> TableRow {
        try rows.row(at: samples.map { Int($0[index].row) } ?? index)
    }

    /// The right answers, of which there is at least one. For the noun of a WSC row that is the candidate, as with T5:
    /// where it is wrong nobody knows the right one.
    private func references(_ row: TableRow) throws -> [String] {
        guard let template else { return [try row.text("span1_text")] }
        guard task == .record else {
            let label = try row.requiredLabel("label", classes: task.classes)
            return [try SuperGLUEPrompt.choices(task, row, template)[label]]
        }
        return try SuperGLUERows.answers(of: row)
    }

    private static func template(_ config: DatasetConfig, _ task: SuperGLUETask) throws -> ClassificationTemplate? {
        guard try config.value(of: templateOption) == nounTemplate else { return try config.choice(templateOption) }
        guard task == .wsc else {
            throw DatasetError(
                problem: "--\(config.name).template \(nounTemplate) is for the task wsc, and this is \(task.rawValue)",
                cure: "use t5")
        }
        return nil
    }

    /// The samples where they are not simply the rows: one per answer, or those rows that tell the noun.
    private static func trainingSamples(
        _ rows: SuperGLUERows, _ task: SuperGLUETask, _ template: ClassificationTemplate?
    ) throws -> [(row: Int32, answer: Int32)]? {
        if task == .record {
            return try (0..<rows.count).flatMap { row in
                try SuperGLUERows.answers(of: rows.row(at: row)).indices.map { (Int32(row), Int32($0)) }
            }
        }
        guard template == nil else { return nil }
        return try (0..<rows.count).filter {
            try rows.row(at: $0).requiredLabel("label", classes: task.classes) == 1
        }.map { (Int32($0), 0) }
    }

    private static func locate(_ config: DatasetConfig, _ split: DatasetSplit) throws -> [String] {
        let task: SuperGLUETask = try config.choice(taskOption)
        let folders = task.hubFolders.map { "\($0)/" } + ["", "data/"]
        return try SplitFile(config: config, split: split, folders: folders) { fileNames(of: $0, task) }.locate()
    }

    private static func fileNames(of split: String, _ task: SuperGLUETask) -> [String] {
        let base = split == "validation" ? "val" : split
        let names = task.isDiagnostic && split == "test" ? [task.originalFolder, base] : [base]
        return ["\(task.originalFolder)/", ""].flatMap { folder in names.map { "\(folder)\($0).jsonl" } }
    }
}
