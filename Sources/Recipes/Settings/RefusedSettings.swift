public import Configuration

/// A group of llama-recipes' whose subject this program does not have: any key of it is refused with the reason.
public struct RefusedSettings: SettingsGroup, Equatable {
    private var given: [String: String] = [:]

    public init() {}
    public static let title = "Groups that are refused"
    public static let fields: [Field<Self>] = []
    public static let extraKeys: ExtraKeys<Self>? = ExtraKeys(\.given)

    public func conflicts() -> [SettingConflict] {
        given.keys.sorted().map { SettingConflict($0, "this group has nothing to set here; leave it out") }
    }

    /// Groups by name with what llama-recipes sets with them.
    static let schemaGroups: [SchemaGroup] = [
        ("fsdp_config", "Training runs on one device."),
        ("quantization_config", "The base model is not quantized for training."),
        ("wandb_config", "metrics.jsonl holds every metric."),
    ].map { SchemaGroup(RefusedSettings.self, name: $0, summary: "Refused: \($1)") }
}
