import ModelFiles

/// The published kinds of models that `LlamaModel` computes, under their `model_type`.
enum LlamaVariant: String {
    case llama
    /// Biases on the projections of queries, keys and values, and nowhere else.
    case qwen2
    /// Each head of queries and keys is normalized before it is turned.
    case qwen3

    /// What `model_type` names; Llama where it names no other.
    init(_ keys: ConfigurationKeys) throws {
        self = LlamaVariant(rawValue: try keys.string("model_type", default: "")) ?? .llama
    }

    /// The one that has these biases and norms, or nil where none does.
    init?(_ configuration: LlamaConfiguration) {
        switch (configuration.queryKeyNorm, configuration.attentionBias, configuration.attentionOutputBias) {
        case (false, let inner, let outer) where inner == outer: self = .llama
        case (false, true, false) where !configuration.mlpBias: self = .qwen2
        case (true, let inner, let outer) where inner == outer && !configuration.mlpBias: self = .qwen3
        default: return nil
        }
    }

    /// The class of transformers that computes it.
    var architecture: String {
        switch self {
        case .llama: "LlamaForCausalLM"
        case .qwen2: "Qwen2ForCausalLM"
        case .qwen3: "Qwen3ForCausalLM"
        }
    }

    /// What transformers takes where `config.json` lacks a key.
    struct Defaults {
        var vocabSize = 151936
        var intermediateSize = 22016
        var maxPositionEmbeddings = 32768
        /// nil: as many as attention heads.
        var numKeyValueHeads: Int? = 32
        /// nil: the hidden size divided among the heads.
        var headDim: Int?
    }

    var defaults: Defaults {
        switch self {
        case .llama:
            Defaults(
                vocabSize: 32000, intermediateSize: 11008, maxPositionEmbeddings: 2048, numKeyValueHeads: nil)
        case .qwen2: Defaults()
        case .qwen3: Defaults(headDim: 128)
        }
    }
}
