public import Configuration
import ModelFiles

/// Everything `llama-recipes score` can be told.
public struct ScoreCommandSettings: Sendable, Equatable {
    public var model = ModelSettings()
    public var adapter = AdapterSettings()
    public var score = ScoreSettings()
    public var output = OutputSettings()

    public init() {}

    public var schema: SettingsSchema {
        get throws(ConfigurationError) {
            try SettingsSchema([
                SchemaGroup(ModelSettings.self, defaults: model), SchemaGroup(AdapterSettings.self, defaults: adapter),
                SchemaGroup(ScoreSettings.self, defaults: score), SchemaGroup(OutputSettings.self, defaults: output),
            ])
        }
    }

    public init(_ resolved: ResolvedSettings) throws {
        model = try resolved.value(of: ModelSettings.self)
        adapter = try resolved.value(of: AdapterSettings.self)
        score = try resolved.value(of: ScoreSettings.self)
        output = try resolved.value(of: OutputSettings.self)
    }
}

/// Measures how likely a model finds each text of a file: what `llama-recipes score` does.
public struct ScoreRecipe {
    private let settings: ScoreCommandSettings
    private let hub: HubFiles

    /// - Parameter hub: brings what is named by its name on the Hub.
    public init(_ settings: ScoreCommandSettings, hub: HubFiles = HubFiles()) {
        self.settings = settings
        self.hub = hub
    }

    /// - Parameter body: called for each text in order.
    /// - Throws: `ConfigurationError`, or the error of the part that failed.
    public func run(_ body: (_ index: Int, _ score: TextScorer.Score) throws -> Void) throws {
        _ = try settings.schema.checked()
        let lines = JSONLines(path: settings.score.input ?? "")
        let texts = try lines.objects().map { number, value in
            guard let text = value["text"]?.stringValue else {
                throw lines.problem(line: number, "has no \"text\"", cure: "write {\"text\": \"…\"}")
            }
            return text
        }
        let scorer = TextScorer(try LoadedModel(settings.model, adapter: settings.adapter.peftModel, hub: hub))
        for (index, text) in texts.enumerated() { try body(index, scorer.score(text)) }
    }
}
