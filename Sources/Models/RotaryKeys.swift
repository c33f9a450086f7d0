import NN

/// The rotary settings of a `config.json`: `rope_parameters` of transformers 5, `rope_scaling` and `rope_theta` before.
struct RotaryKeys {
    private let top: ConfigurationKeys
    private let nested: ConfigurationKeys?

    init(_ keys: ConfigurationKeys) throws {
        top = keys
        nested = try keys.object("rope_scaling") ?? keys.object("rope_parameters")
    }

    func theta() throws -> Double {
        try nested?.optionalDouble("rope_theta") ?? top.double("rope_theta", default: 10000)
    }

    func scaling(maxPositionEmbeddings: Int) throws -> RotaryScaling {
        guard let nested else { return .standard }
        let partial =
            try nested.optionalDouble("partial_rotary_factor") ?? top.double("partial_rotary_factor", default: 1)
        guard partial == 1 else {
            throw nested.error(
                "partial_rotary_factor", "is \(partial)", cure: "only models that rotate whole heads are supported")
        }
        let key = nested["rope_type"] == nil ? "type" : "rope_type"
        switch try nested.string(key, default: "default") {
        case "default":
            return .standard
        case "linear":
            return .linear(factor: try positive(nested, "factor"))
        case "dynamic":
            return .dynamic(factor: try positive(nested, "factor"))
        case "llama3":
            return .llama3(
                RotaryScaling.Llama3(
                    factor: try positive(nested, "factor"), lowFreqFactor: try positive(nested, "low_freq_factor"),
                    highFreqFactor: try positive(nested, "high_freq_factor"),
                    originalMaxPositionEmbeddings: try originalContext(nested, maxPositionEmbeddings)))
        case "yarn":
            return .yarn(try yarn(nested, maxPositionEmbeddings))
        case let other:
            throw nested.error(
                key, "'\(other)' is not supported", cure: "supported are default, linear, dynamic, llama3 and yarn")
        }
    }

    private func yarn(_ keys: ConfigurationKeys, _ maxPositionEmbeddings: Int) throws -> RotaryScaling.YaRN {
        let original = try originalContext(keys, maxPositionEmbeddings)
        let factor =
            keys["factor"] == nil
            ? Double(maxPositionEmbeddings) / Double(original) : try positive(keys, "factor")
        return RotaryScaling.YaRN(
            factor: factor, originalMaxPositionEmbeddings: original,
            attentionFactor: try keys.optionalDouble("attention_factor"), mscale: try keys.optionalDouble("mscale"),
            mscaleAllDim: try keys.optionalDouble("mscale_all_dim"),
            betaFast: try unlessZero(keys, "beta_fast") ?? 32, betaSlow: try unlessZero(keys, "beta_slow") ?? 1,
            truncate: try keys.bool("truncate", default: true))
    }

    /// The trained context: beside the rotary settings it wins over the one among them, as in transformers.
    private func originalContext(_ keys: ConfigurationKeys, _ maxPositionEmbeddings: Int) throws -> Int {
        let key = "original_max_position_embeddings"
        let value = try top.optionalInt(key) ?? keys.int(key, default: maxPositionEmbeddings)
        guard value > 0 else { throw keys.error(key, "is \(value), not a positive number") }
        return value
    }

    private func positive(_ keys: ConfigurationKeys, _ key: String) throws -> Double {
        let value = try keys.double(key)
        guard value > 0 else { throw keys.error(key, "is \(value), not a positive number") }
        return value
    }

    private func unlessZero(_ keys: ConfigurationKeys, _ key: String) throws -> Double? {
        let value = try keys.optionalDouble(key)
        return value == 0 ? nil : value
    }
}
