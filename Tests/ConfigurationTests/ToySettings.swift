import Configuration

enum Strategy: String, CaseIterable, SettingValue {
    case packing, padding
}

enum Precision: String, CaseIterable, SettingValue {
    case fourBit = "4bit"
    case eightBit = "8bit"
}

/// Settings whose keys stand alone; one field of every kind.
struct ToyRun: SettingsGroup, Equatable {
    var batchSize = 4
    var lr = 1e-4
    var seed: UInt64 = 42
    var dataset = "fruit_dataset"
    var strategy = Strategy.packing
    var quantization: Precision?
    var outputDir: String?
    var maxSteps: Int?
    var runValidation = true
    var shuffle: Bool?
    var stopWords: [String] = []
    var layers: [Int] = [0, 1]
    var strategies: [Strategy] = [.packing]
    var scales: [Double] = []
    var note = ""
    var fraction = 0.5
    var secret = 7

    static let groupAliases = ["run_config"]
    static let title = "Run"
    static let summary = "What a run does."

    static let fields: [Field<ToyRun>] = [
        Field(
            "batch_size_training", \.batchSize, "Rows in one micro-batch.", aliases: ["batch-size"],
            rule: .atLeast(1)),
        Field("lr", \.lr, "Learning rate.", rule: .moreThan(0)),
        Field("seed", \.seed, "Seed of everything random."),
        Field(
            "dataset", \.dataset, "Data set to train on.", choices: ["fruit_dataset", "berry_dataset", "my_dataset"]),
        Field("batching_strategy", \.strategy, "How samples become rows."),
        Field("quantization", \.quantization, "Width of the frozen weights."),
        Field("output_dir", \.outputDir, "Folder for results.", placeholder: "FOLDER"),
        Field("max_train_step", \.maxSteps, "Steps to stop after.", rule: .ifPresent(.atLeast(0))),
        Field("run_validation", \.runValidation, "Evaluate after each epoch."),
        Field("shuffle", \.shuffle, "Random order; None leaves it to the strategy."),
        Field("stop_words", \.stopWords, "Texts that end an answer."),
        Field("layers", \.layers, "Layers to train.", rule: .each(.atLeast(0))),
        Field("strategies", \.strategies, "Strategies to compare."),
        Field("scales", \.scales, "Scales to try."),
        Field("note", \.note, "Free text."),
        Field("fraction", \.fraction, "Part of the rows to use.", rule: .within(0...1)),
        Field("secret_switchboard", \.secret, "Not for everybody.", hidden: true),
    ]

    func conflicts() -> [SettingConflict] {
        guard !runValidation, maxSteps == 13 else { return [] }
        return [SettingConflict("max_train_step", "13 steps need run_validation")]
    }
}

struct ToyLoRA: SettingsGroup, Equatable {
    var r = 8
    var alpha = 32.0
    var targetModules = ["q_proj", "v_proj"]
    var useRSLoRA = false

    static let groupName: String? = "lora_config"
    static let title = "LoRA"
    static let fields: [Field<ToyLoRA>] = [
        Field("r", \.r, "Rank of the added matrices.", rule: .within(1...1024)),
        Field("lora_alpha", \.alpha, "Scale of the added matrices."),
        Field("target_modules", \.targetModules, "Layers that get an adapter.", rule: .notEmpty),
        Field("use_rslora", \.useRSLoRA, "Divide by the root of the rank."),
    ]
}

/// One type for several groups.
struct ToyDataset: SettingsGroup, Equatable {
    var trainSplit = "train"
    var limit: Int?
    var cache = true

    static let fields: [Field<ToyDataset>] = [
        Field("train_split", \.trainSplit, "Split to train on."),
        Field("limit", \.limit, "Rows to use."),
        Field("cache", \.cache, "Keep the rows."),
    ]
}

struct ToyCustom: SettingsGroup, Equatable {
    var file = "my.swift"
    var trainSplit = "train"
    var extras: [String: String] = [:]

    static let groupName: String? = "my_dataset"
    static let title = "Your own data"
    static let fields: [Field<ToyCustom>] = [
        Field("file", \.file, "Source file."),
        Field("train_split", \.trainSplit, "Split to train on."),
    ]
    static let extraKeys: ExtraKeys<ToyCustom>? = ExtraKeys(\.extras)
}

enum Toy {
    static func schema() throws -> SettingsSchema {
        try SettingsSchema([
            SchemaGroup(ToyRun.self),
            SchemaGroup(ToyLoRA.self),
            SchemaGroup(
                ToyDataset.self, name: "fruit_dataset",
                selectedBy: GroupSelector(key: "dataset", value: "fruit_dataset")),
            SchemaGroup(
                ToyDataset.self, name: "berry_dataset", defaults: ToyDataset(trainSplit: "all"),
                selectedBy: GroupSelector(key: "dataset", value: "berry_dataset")),
            SchemaGroup(ToyCustom.self, selectedBy: GroupSelector(key: "dataset", value: "my_dataset")),
        ])
    }

    static func read(_ arguments: String..., yaml: String? = nil) throws -> ResolvedSettings {
        try read(arguments, yaml: yaml)
    }

    static func read(_ arguments: [String], yaml: String? = nil) throws -> ResolvedSettings {
        let files = try yaml.map { [try SettingsFile(name: "run.yaml", text: $0)] } ?? []
        return try SettingsReader(schema: schema()).read(arguments: arguments, files: files)
    }

    static func run(_ arguments: String..., yaml: String? = nil) throws -> ToyRun {
        try read(arguments, yaml: yaml).value()
    }

    static func lora(_ arguments: String..., yaml: String? = nil) throws -> ToyLoRA {
        try read(arguments, yaml: yaml).value()
    }

    /// The problems that a reading meets, one line each; none where it succeeds.
    static func problems(_ arguments: String..., yaml: String? = nil) throws -> [String] {
        do {
            _ = try read(arguments, yaml: yaml)
            return []
        } catch let error as ConfigurationError {
            return error.problems.map(\.description)
        }
    }
}
