public import ModelFiles
import NN
public import Torch

extension LlamaConfiguration {
    /// The `config.json` that transformers and others read, in the keys of transformers 4, which 5 reads too.
    ///
    /// - Parameter dtype: the type of the weights beside it.
    /// - Throws: `ModelError` when the rotary frequencies of a GGUF file follow no rule that `config.json` can name, or
    ///   no `model_type` has these biases and norms.
    public func json(dtype: DType) throws -> JSONValue {
        guard let variant = LlamaVariant(self) else {
            throw ModelError(
                origin: "model", place: "model_type", problem: "no type of transformers has these biases and norms",
                cure: "train an adapter (--use_peft), or start from the Hugging Face folder of this model")
        }
        var json: JSONValue = [
            "architectures": [.string(variant.architecture)], "model_type": .string(variant.rawValue),
            "vocab_size": .int(vocabSize),
            "hidden_size": .int(hiddenSize), "intermediate_size": .int(intermediateSize),
            "num_hidden_layers": .int(numHiddenLayers), "num_attention_heads": .int(numAttentionHeads),
            "num_key_value_heads": .int(numKeyValueHeads), "head_dim": .int(headDim), "hidden_act": "silu",
            "rms_norm_eps": .double(rmsNormEps), "max_position_embeddings": .int(maxPositionEmbeddings),
            "rope_theta": .double(ropeTheta), "rope_scaling": try scalingJSON(),
            "attention_dropout": .double(0), "tie_word_embeddings": .bool(tieWordEmbeddings),
            "initializer_range": .double(initializerRange), "torch_dtype": .string(dtype.rawValue),
        ]
        if variant != .qwen2 { json["attention_bias"] = .bool(attentionBias) }
        if variant == .llama { json["mlp_bias"] = .bool(mlpBias) } else { json["use_sliding_window"] = false }
        if let bosTokenID { json["bos_token_id"] = .int(bosTokenID) }
        if let first = eosTokenIDs.first {
            json["eos_token_id"] = eosTokenIDs.count == 1 ? .int(first) : .array(eosTokenIDs.map { .int($0) })
        }
        return json
    }

    private func scalingJSON() throws -> JSONValue {
        switch ropeScaling {
        case .standard:
            return .null
        case .linear(let factor):
            return ["rope_type": "linear", "factor": .double(factor)]
        case .dynamic(let factor):
            return ["rope_type": "dynamic", "factor": .double(factor)]
        case .llama3(let settings):
            return Self.json(settings)
        case .frequencyFactors(let factors):
            return Self.json(try llama3Settings(matching: factors))
        case .yarn(let settings):
            var json: JSONValue = [
                "rope_type": "yarn", "factor": .double(settings.factor),
                "original_max_position_embeddings": .int(settings.originalMaxPositionEmbeddings),
                "beta_fast": .double(settings.betaFast), "beta_slow": .double(settings.betaSlow),
                "truncate": .bool(settings.truncate),
            ]
            if let factor = settings.attentionFactor { json["attention_factor"] = .double(factor) }
            if let mscale = settings.mscale { json["mscale"] = .double(mscale) }
            if let mscale = settings.mscaleAllDim { json["mscale_all_dim"] = .double(mscale) }
            return json
        }
    }

    private static func json(_ settings: RotaryScaling.Llama3) -> JSONValue {
        [
            "rope_type": "llama3", "factor": .double(settings.factor),
            "low_freq_factor": .double(settings.lowFreqFactor), "high_freq_factor": .double(settings.highFreqFactor),
            "original_max_position_embeddings": .int(settings.originalMaxPositionEmbeddings),
        ]
    }

    /// A GGUF file keeps only what Llama 3's rule made of each frequency; all published models share its parameters
    /// but the factor, which is the largest of them.
    private func llama3Settings(matching factors: [Float]) throws -> RotaryScaling.Llama3 {
        let settings = RotaryScaling.Llama3(
            factor: Double(factors.max() ?? 1), lowFreqFactor: 1, highFreqFactor: 4,
            originalMaxPositionEmbeddings: 8192)
        var guess = self
        guess.ropeScaling = .llama3(settings)
        let wanted = try rotaryEmbedding().frequencies().inverse
        let made = try guess.rotaryEmbedding().frequencies().inverse
        guard wanted.count == made.count, zip(wanted, made).allSatisfy({ abs($0 - $1) <= 1e-4 * abs($0) }) else {
            throw ModelError(
                origin: "model", place: "rope_freqs.weight", problem: "follows no rule that config.json can name",
                cure: "train an adapter (--use_peft), or start from the Hugging Face folder of this model")
        }
        return settings
    }
}
