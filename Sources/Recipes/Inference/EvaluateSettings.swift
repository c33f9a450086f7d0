public import Configuration

/// Everything `llama-recipes evaluate` can be told.
public struct EvaluateSettings: Sendable, Equatable {
    public var model = ModelSettings()
    public var adapter = AdapterSettings()
    public var data = DataSettings()
    public var batching = BatchingSettings()
    public var dataset = DatasetSettings()
    public var split = SplitSettings()
    public var batches = EvaluationBatchSettings()
    public var output = OutputSettings()

    public init() {}

    public var schema: SettingsSchema {
        get throws(ConfigurationError) {
            try SettingsSchema(
                [
                    SchemaGroup(ModelSettings.self, defaults: model),
                    SchemaGroup(AdapterSettings.self, defaults: adapter),
                    SchemaGroup(DataSettings.self, defaults: data),
                    SchemaGroup(BatchingSettings.self, defaults: batching),
                    SchemaGroup(SplitSettings.self, defaults: split),
                    SchemaGroup(EvaluationBatchSettings.self, defaults: batches),
                ] + DatasetSettings.schemaGroups(selected: data.dataset, dataset) + [
                    SchemaGroup(OutputSettings.self, defaults: output)
                ])
        }
    }

    public init(_ resolved: ResolvedSettings) throws {
        model = try resolved.value(of: ModelSettings.self)
        adapter = try resolved.value(of: AdapterSettings.self)
        data = try resolved.value(of: DataSettings.self)
        batching = try resolved.value(of: BatchingSettings.self)
        dataset = try resolved.value(of: DatasetSettings.self, group: data.dataset)
        split = try resolved.value(of: SplitSettings.self)
        batches = try resolved.value(of: EvaluationBatchSettings.self)
        output = try resolved.value(of: OutputSettings.self)
    }
}

/// How much data `evaluate` looks at, and how much at a time.
public struct EvaluationBatchSettings: SettingsGroup, Equatable {
    public var valBatchSize = 1
    public var maxEvalStep = 0

    public init() {}
    public static let title = "Evaluation"

    public static let fields: [Field<Self>] = [
        Field("val_batch_size", \.valBatchSize, "Rows in a batch.", rule: .atLeast(1)),
        Field("max_eval_step", \.maxEvalStep, "Look at this many batches; 0 = all.", rule: .atLeast(0)),
    ]
}
