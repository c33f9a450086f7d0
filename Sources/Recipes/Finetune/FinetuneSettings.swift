public import Adapters
public import Configuration

/// Everything `llama-recipes finetuning` can be told.
public struct FinetuneSettings: Sendable, Equatable {
    public var model = ModelSettings()
    public var data = DataSettings()
    public var batching = BatchingSettings()
    /// The settings of the data set that `data.dataset` names.
    public var dataset = DatasetSettings()
    public var training = TrainingSettings()
    public var lora = LoRAConfiguration()
    public var compatibility = CompatibilitySettings()
    public var output = OutputSettings()

    public init() {}

    /// Where the command line, YAML, help and documentation get their keys from; its defaults are these values.
    public var schema: SettingsSchema {
        get throws(ConfigurationError) {
            try SettingsSchema(
                [
                    SchemaGroup(ModelSettings.self, defaults: model), SchemaGroup(DataSettings.self, defaults: data),
                    SchemaGroup(BatchingSettings.self, defaults: batching),
                    SchemaGroup(TrainingSettings.self, defaults: training),
                    SchemaGroup(LoRAConfiguration.self, defaults: lora),
                ] + DatasetSettings.schemaGroups(selected: data.dataset, dataset) + [
                    SchemaGroup(OutputSettings.self, defaults: output),
                    SchemaGroup(CompatibilitySettings.self, defaults: compatibility),
                ] + RefusedSettings.schemaGroups)
        }
    }

    public init(_ resolved: ResolvedSettings) throws {
        model = try resolved.value(of: ModelSettings.self)
        data = try resolved.value(of: DataSettings.self)
        batching = try resolved.value(of: BatchingSettings.self)
        dataset = try resolved.value(of: DatasetSettings.self, group: data.dataset)
        training = try resolved.value(of: TrainingSettings.self)
        lora = try resolved.value(of: LoRAConfiguration.self)
        compatibility = try resolved.value(of: CompatibilitySettings.self)
        output = try resolved.value(of: OutputSettings.self)
    }
}
