public import Configuration

/// A group of llama-recipes' whose subject this program does not have: any key of it is refused with the reason.
public struct RefusedSettings: SettingsGroup, Equatable {
    private var given: [String: String] = [:]
    private var reason = ""
    /// What to do about a key that does have its like; the others are to be left out.
    private var cures: [String: String] = [:]

    public init() {}

    private init(reason: String, cures: [String: String]) {
        self.reason = reason
        self.cures = cures
    }

    public static let title = "Groups that are refused"
    public static let fields: [Field<Self>] = []
    public static let extraKeys: ExtraKeys<Self>? = ExtraKeys(\.given)

    public func conflicts() -> [SettingConflict] {
        given.keys.sorted().map { SettingConflict($0, "\(reason); \(cures[$0] ?? "leave it out")") }
    }

    /// Groups by name with what llama-recipes sets with them.
    static let schemaGroups: [SchemaGroup] = [
        (
            "fsdp_config", "training runs on one device",
            ["fsdp_activation_checkpointing": "--activation_checkpointing does the same there"]
        ),
        ("quantization_config", "the base model is not quantized for training", [:]),
        ("wandb_config", "metrics.jsonl in the run directory holds every metric", [:]),
    ].map { (name: String, reason: String, cures: [String: String]) in
        SchemaGroup(
            RefusedSettings.self, name: name, summary: "Refused: \(reason).",
            defaults: RefusedSettings(reason: reason, cures: cures))
    }
}
