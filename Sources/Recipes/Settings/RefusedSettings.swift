public import Configuration

/// A group of llama-recipes' whose subject this program does not have: any key of it is refused with the reason.
public struct RefusedSettings: SettingsGroup, Equatable {
    private var given: [String: String] = [:]
    private var reason = ""

    public init() {}

    private init(reason: String) {
        self.reason = reason
    }

    public static let title = "Groups that are refused"
    public static let fields: [Field<Self>] = []
    public static let extraKeys: ExtraKeys<Self>? = ExtraKeys(\.given)

    public func conflicts() -> [SettingConflict] {
        given.keys.sorted().map { SettingConflict($0, "\(reason); leave it out") }
    }

    /// Groups by name with what llama-recipes sets with them.
    static let schemaGroups: [SchemaGroup] = [
        ("fsdp_config", "training runs on one device"),
        ("quantization_config", "the base model is not quantized for training"),
        ("wandb_config", "metrics.jsonl in the run directory holds every metric"),
    ].map { name, reason in
        SchemaGroup(
            RefusedSettings.self, name: name, summary: "Refused: \(reason).",
            defaults: RefusedSettings(reason: reason))
    }
}
