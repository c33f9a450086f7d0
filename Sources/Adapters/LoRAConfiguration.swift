/// The settings of LoRA (https://arxiv.org/abs/2106.09685), with llama-recipes' names and defaults.
public struct LoRAConfiguration: Sendable, Equatable, Codable {
    /// The rank of the update.
    public var r: Int
    /// The update's weight: it is scaled by `loraAlpha / r`, or `loraAlpha / √r` with `useRSLoRA`.
    public var loraAlpha: Double
    /// Which linear layers to adapt: last parts of their paths, or `all-linear` for all but the output head.
    public var targetModules: [String]
    /// The share of the update's input that is dropped in training.
    public var loraDropout: Double
    /// Which biases are trained; only `none` is supported.
    public var bias: String
    /// Rank-stabilized scaling (https://arxiv.org/abs/2312.03732).
    public var useRSLoRA: Bool

    /// The target that means every linear layer but the output head.
    public static let allLinear = "all-linear"

    private enum CodingKeys: String, CodingKey {
        case r
        case loraAlpha = "lora_alpha"
        case targetModules = "target_modules"
        case loraDropout = "lora_dropout"
        case bias
        case useRSLoRA = "use_rslora"
    }

    public init(
        r: Int = 8, loraAlpha: Double = 32, targetModules: [String] = ["q_proj", "v_proj"], loraDropout: Double = 0.05,
        bias: String = "none", useRSLoRA: Bool = false
    ) {
        self.r = r
        self.loraAlpha = loraAlpha
        self.targetModules = targetModules
        self.loraDropout = loraDropout
        self.bias = bias
        self.useRSLoRA = useRSLoRA
    }

    /// The factor on the update.
    public var scaling: Double {
        loraAlpha / (useRSLoRA ? Double(r).squareRoot() : Double(r))
    }

    /// Checks the values by themselves.
    /// - Throws: `AdapterError` naming the setting.
    func validate() throws {
        if r < 1 {
            throw AdapterError(place: "lora r", problem: "is \(r), not a positive number", cure: "use 8, say")
        }
        if !(0..<1).contains(loraDropout) {
            throw AdapterError(
                place: "lora_dropout", problem: "is \(loraDropout)", cure: "use a number from 0 to below 1")
        }
        if bias != "none" {
            throw AdapterError(place: "lora bias", problem: "'\(bias)' is not supported", cure: "use 'none'")
        }
        if targetModules.isEmpty {
            throw AdapterError(
                place: "target_modules", problem: "names no layer", cure: "name some, such as q_proj, v_proj")
        }
    }
}
