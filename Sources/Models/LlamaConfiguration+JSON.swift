public import ModelFiles
import NN
import Torch

extension LlamaConfiguration {
    /// Reads the `config.json` at `path`.
    /// - Throws: `ModelFileError` when the file is unreadable; `ModelError` when it describes no model of the Llama family.
    public init(contentsOf path: String) throws {
        try self.init(json: JSONValue(contentsOf: path), origin: path)
    }

    /// Reads the content of a `config.json`; missing keys have the defaults that transformers has for its
    /// `model_type`: `llama`, `qwen2` or `qwen3`.
    /// - Parameter origin: what errors call the source.
    /// - Throws: `ModelError` naming the key.
    public init(json: JSONValue, origin: String) throws {
        let keys = ConfigurationKeys(json: json, origin: origin)
        try Self.rejectUnsupported(keys)
        let heads = try keys.int("num_attention_heads", default: 32)
        let hiddenSize = try keys.int("hidden_size", default: 4096)
        let variant = try LlamaVariant(keys)
        let defaults = variant.defaults
        let positions = try keys.int("max_position_embeddings", default: defaults.maxPositionEmbeddings)
        let headDim = try keys.optionalInt("head_dim") ?? defaults.headDim
        // A null stands for as many as there are heads, whatever the default.
        let keyHeads = "num_key_value_heads"
        let defaultKeyHeads = json[keyHeads] == nil ? defaults.numKeyValueHeads : nil
        let attentionBias = try keys.bool("attention_bias", default: false)
        if headDim == nil, heads > 0, !hiddenSize.isMultiple(of: heads) {
            throw keys.error("hidden_size", "\(hiddenSize) is not a multiple of num_attention_heads \(heads)")
        }
        let rotary = try RotaryKeys(keys)
        self.init(
            vocabSize: try keys.int("vocab_size", default: defaults.vocabSize), hiddenSize: hiddenSize,
            intermediateSize: try keys.int("intermediate_size", default: defaults.intermediateSize),
            numHiddenLayers: try keys.int("num_hidden_layers", default: 32), numAttentionHeads: heads,
            numKeyValueHeads: try keys.optionalInt(keyHeads) ?? defaultKeyHeads, headDim: headDim,
            rmsNormEps: try keys.double("rms_norm_eps", default: 1e-6), maxPositionEmbeddings: positions,
            ropeTheta: try rotary.theta(), ropeScaling: try rotary.scaling(maxPositionEmbeddings: positions),
            attentionBias: variant == .qwen2 || attentionBias,
            attentionOutputBias: variant != .qwen2 && attentionBias, queryKeyNorm: variant == .qwen3,
            mlpBias: try variant == .llama && keys.bool("mlp_bias", default: false),
            tieWordEmbeddings: try keys.bool("tie_word_embeddings", default: false),
            initializerRange: try keys.double("initializer_range", default: 0.02),
            dtype: try Self.dtype(keys), bosTokenID: try keys.ints("bos_token_id").first,
            eosTokenIDs: try keys.ints("eos_token_id"))
        try validate(origin: origin)
    }

    private static let wholeAttention = "only layers that attend to the whole text (full_attention) are supported"

    private static func rejectUnsupported(_ keys: ConfigurationKeys) throws {
        let activation = try keys.string("hidden_act", default: "silu")
        guard activation == "silu" else {
            throw keys.error("hidden_act", "is '\(activation)'", cure: "only 'silu' is supported")
        }
        guard try keys.double("attention_dropout", default: 0) == 0 else {
            throw keys.error("attention_dropout", "is not 0", cure: "set it to 0, as published models have it")
        }
        // Qwen's layers slide from a certain one on, and where there is a window; Llama's never do.
        let hasWindow = keys.json["sliding_window"]?.isNull != true
        let slides = try keys.bool("use_sliding_window", default: false) && hasWindow
        let firstToSlide = try keys.int("max_window_layers", default: 28)
        let layers = try keys.int("num_hidden_layers", default: 32)
        let isQwen = try LlamaVariant(keys) != .llama
        if slides, isQwen, keys["layer_types"] == nil, layers > firstToSlide {
            throw keys.error(
                "use_sliding_window", "is true, and layers from \(firstToSlide) on slide", cure: wholeAttention)
        }
        if let kinds = keys["layer_types"] {
            guard let kinds = kinds.arrayValue else { throw keys.error("layer_types", "is not a list") }
            for kind in kinds where kind.stringValue != "full_attention" {
                let name = kind.stringValue.map { "'\($0)'" } ?? "an entry that is no text"
                throw keys.error("layer_types", "has \(name)", cure: wholeAttention)
            }
        }
        guard keys["quantization_config"] == nil else {
            throw keys.error(
                "quantization_config", "the weights are quantized", cure: "use the unquantized model or a GGUF file")
        }
    }

    private static func dtype(_ keys: ConfigurationKeys) throws -> DType? {
        for key in ["dtype", "torch_dtype"] {
            guard let name = try keys.optionalString(key) else { continue }
            guard let dtype = DType(parsing: name) else {
                throw keys.error(key, "'\(name)' is no dtype", cure: "use float32, float16 or bfloat16")
            }
            return dtype
        }
        return nil
    }
}
