public import Configuration

/// Everything `llama-recipes generate` can be told.
public struct GenerateSettings: Sendable, Equatable {
    public var model = ModelSettings()
    public var adapter = AdapterSettings()
    public var generation = GenerationSettings()
    public var output = OutputSettings()

    public init() {}

    public var schema: SettingsSchema {
        get throws(ConfigurationError) {
            try SettingsSchema([
                SchemaGroup(ModelSettings.self, defaults: model), SchemaGroup(AdapterSettings.self, defaults: adapter),
                SchemaGroup(GenerationSettings.self, defaults: generation),
                SchemaGroup(OutputSettings.self, defaults: output),
            ])
        }
    }

    public init(_ resolved: ResolvedSettings) throws {
        model = try resolved.value(of: ModelSettings.self)
        adapter = try resolved.value(of: AdapterSettings.self)
        generation = try resolved.value(of: GenerationSettings.self)
        output = try resolved.value(of: OutputSettings.self)
    }
}
