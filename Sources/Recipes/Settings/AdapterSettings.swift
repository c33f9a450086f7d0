public import Configuration

/// An adapter to use with the model, for commands that do not train.
public struct AdapterSettings: SettingsGroup, Equatable {
    /// A folder with `adapter_config.json`, or a name on the Hub; nil means the bare model.
    public var peftModel: String?

    public init() {}
    public static let title = "Adapter"

    public static let fields: [Field<Self>] = [
        Field(
            "peft_model", \.peftModel,
            "LoRA adapter to apply: a folder in PEFT's format, or a name on the Hub.",
            placeholder: "DIR")
    ]
}
