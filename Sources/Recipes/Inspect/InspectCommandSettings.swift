public import Configuration
import Datasets

/// Everything `llama-recipes inspect` can be told.
public struct InspectCommandSettings: Sendable, Equatable {
    public var model = ModelSettings()
    public var data = DataSettings()
    public var dataset = DatasetSettings()
    public var split = SplitSettings()
    public var inspection = InspectSettings()
    public var output = OutputSettings()

    public init() { split.split = .train }

    public var schema: SettingsSchema {
        get throws(ConfigurationError) {
            try SettingsSchema(
                [
                    SchemaGroup(ModelSettings.self, defaults: model),
                    SchemaGroup(DataSettings.self, defaults: data), SchemaGroup(SplitSettings.self, defaults: split),
                    SchemaGroup(InspectSettings.self, defaults: inspection),
                ] + DatasetSettings.schemaGroups(selected: data.dataset, dataset) + [
                    SchemaGroup(OutputSettings.self, defaults: output)
                ])
        }
    }

    public init(_ resolved: ResolvedSettings) throws {
        model = try resolved.value(of: ModelSettings.self)
        data = try resolved.value(of: DataSettings.self)
        dataset = try resolved.value(of: DatasetSettings.self, group: data.dataset)
        split = try resolved.value(of: SplitSettings.self)
        inspection = try resolved.value(of: InspectSettings.self)
        output = try resolved.value(of: OutputSettings.self)
    }
}
