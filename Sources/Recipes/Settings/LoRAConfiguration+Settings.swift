public import Adapters
public import Configuration

extension LoRAConfiguration: SettingsGroup {
    /// llama-recipes' defaults.
    public init() { self.init(r: 8) }

    public static let groupName: String? = "lora_config"
    public static let title = "LoRA"
    public static let summary = "PEFT's definition and llama-recipes' defaults."

    public static let fields: [Field<Self>] = [
        Field("r", \.r, "Rank of the update.", rule: .atLeast(1)),
        Field("lora_alpha", \.loraAlpha, "Numerator of the scale alpha / r.", rule: .finite),
        Field(
            "target_modules", \.targetModules,
            "Projections to adapt: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj, or all-linear.",
            rule: .notEmpty),
        Field("lora_dropout", \.loraDropout, "Dropout on the adapter's input.", rule: .within(0.0..<1.0)),
        Field("bias", \.bias, "Biases to train.", choices: ["none"]),
        Field("use_rslora", \.useRSLoRA, "Scale by alpha / sqrt(r) instead."),
    ]
}
