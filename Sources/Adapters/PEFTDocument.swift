import ModelFiles
import NN

/// The content of an `adapter_config.json`.
struct PEFTDocument {
    let configuration: LoRAConfiguration
    /// The targets as one text, which peft takes for a regular expression over whole paths; nil for a list.
    private let pattern: String?
    private let path: String

    /// Settings that change what an adapter computes or where it sits; each must be off.
    private static let unsupported = [
        "alora_invocation_tokens", "alpha_pattern", "arrow_config", "exclude_modules", "fan_in_fan_out", "kasa_config",
        "layer_replication", "layers_to_transform", "loftq_config", "lora_bias", "modules_to_save",
        "monteclora_config", "rank_pattern", "target_parameters", "trainable_token_indices", "use_bdlora", "use_dora",
        "use_qalora", "velora_config",
    ]
    /// Initializations that leave the base weights alone, so that a saved adapter fits the plain model.
    private static let initializations: Set<String> = ["gaussian", "eva", "orthogonal"]

    /// - Throws: `ModelFileError` when the file is unreadable; `AdapterError` for what is not plain LoRA.
    init(contentsOf path: String) throws {
        let json = try JSONValue(contentsOf: path)
        self.path = path
        func fail(_ key: String, _ problem: String, _ cure: String) -> AdapterError {
            AdapterError(place: "\(path): \(key)", problem: problem, cure: cure)
        }
        let broken = "save the adapter again with peft"
        guard let kind = json["peft_type"]?.stringValue else { throw fail("peft_type", "is missing", broken) }
        guard kind == "LORA" else { throw fail("peft_type", "'\(kind)' is not supported", "only LORA is supported") }
        if let task = json["task_type"]?.stringValue, task != "CAUSAL_LM" {
            throw fail("task_type", "'\(task)' is not supported", "only CAUSAL_LM is supported")
        }
        for key in Self.unsupported where !(json[key] ?? .null).isOff {
            throw fail(key, "is set, but not supported", "train the adapter without it")
        }
        if let name = json["init_lora_weights"]?.stringValue, !Self.initializations.contains(name) {
            throw fail(
                "init_lora_weights", "'\(name)' changed the base weights",
                "save the adapter again with peft's path_initial_model_for_weight_conversion")
        }
        guard let rank = json["r"]?.intValue else { throw fail("r", "is missing or no integer", broken) }
        guard let alpha = json["lora_alpha"]?.doubleValue else {
            throw fail("lora_alpha", "is missing or no number", broken)
        }
        let text = json["target_modules"]?.stringValue
        let list = json["target_modules"]?.arrayValue?.compactMap(\.stringValue)
        guard let targets = list ?? text.map({ [$0] }) else { throw fail("target_modules", "is missing", broken) }
        pattern = text == LoRAConfiguration.allLinear ? nil : text
        configuration = LoRAConfiguration(
            r: rank, loraAlpha: alpha, targetModules: targets,
            loraDropout: json["lora_dropout"]?.doubleValue ?? 0, bias: json["bias"]?.stringValue ?? "none",
            useRSLoRA: json["use_rslora"]?.boolValue ?? false)
        do {
            try configuration.validate()
        } catch let error as AdapterError {
            throw AdapterError(place: "\(path): \(error.place)", problem: error.problem, cure: error.cure)
        }
    }

    /// The layers of `model` that the document means.
    func selection(in model: any CausalLanguageModel) throws -> TargetSelection {
        let place = "\(path): target_modules"
        guard let pattern else {
            return try TargetSelection(targets: configuration.targetModules, model: model, place: place)
        }
        return try TargetSelection(pattern: pattern, model: model, place: place)
    }

    /// The document for a LoRA adapter, with the keys that all versions of peft since 0.6 know.
    static func make(_ configuration: LoRAConfiguration, targets: [String], baseModelName: String) -> JSONValue {
        [
            "alpha_pattern": [:],
            "auto_mapping": nil,
            "base_model_name_or_path": .string(baseModelName),
            "bias": .string(configuration.bias),
            "fan_in_fan_out": false,
            "inference_mode": true,
            "init_lora_weights": true,
            "layers_pattern": nil,
            "layers_to_transform": nil,
            "lora_alpha": Int(exactly: configuration.loraAlpha).map(JSONValue.int) ?? .double(configuration.loraAlpha),
            "lora_dropout": .double(configuration.loraDropout),
            "modules_to_save": nil,
            "peft_type": "LORA",
            "r": .int(configuration.r),
            "rank_pattern": [:],
            "revision": nil,
            "target_modules": .array(targets.map(JSONValue.string)),
            "task_type": "CAUSAL_LM",
            "use_dora": false,
            "use_rslora": .bool(configuration.useRSLoRA),
        ]
    }
}

extension JSONValue {
    /// Whether a setting with this value does nothing: null, false, or empty.
    fileprivate var isOff: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }
}
