import Foundation
import MappedFiles
public import ModelFiles
import NN

extension LlamaConfiguration {
    /// Reads the metadata of a GGUF file of architecture `llama`, `qwen2` or `qwen3`.
    ///
    /// Whether weights are tied or biased shows in the tensors; Llama 3's scaling comes as the tensor
    /// `rope_freqs.weight` (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
    /// - Throws: `ModelFileError` or `ModelError` naming the key.
    public init(gguf file: GGUFFile) throws {
        let architecture = try file.architecture
        func key(_ name: String) -> String { "\(architecture).\(name)" }
        let heads = try file.int(key("attention.head_count"))
        let hiddenSize = try file.int(key("embedding_length"))
        let positions = try file.int(key("context_length"))
        let headDim =
            try file.has(key("attention.key_length"))
            ? file.int(key("attention.key_length")) : hiddenSize / max(heads, 1)
        for key in [key("attention.value_length"), key("rope.dimension_count")] where file.has(key) {
            let value = try file.int(key)
            guard value == headDim else {
                throw ModelError(
                    origin: file.path, place: key, problem: "is \(value), but heads are \(headDim) wide",
                    cure: "only heads of one width that are rotated whole are supported")
            }
        }
        let embedding = "token_embd.weight"
        guard let vocabSize = file.tensors[embedding]?.shape.first else {
            throw ModelError(
                origin: file.path, place: embedding, problem: "the tensor is missing",
                cure: "convert the model again with a current converter")
        }
        self.init(
            vocabSize: vocabSize, hiddenSize: hiddenSize, intermediateSize: try file.int(key("feed_forward_length")),
            numHiddenLayers: try file.int(key("block_count")), numAttentionHeads: heads,
            numKeyValueHeads: try file.has(key("attention.head_count_kv"))
                ? file.int(key("attention.head_count_kv")) : nil,
            headDim: headDim, rmsNormEps: try file.double(key("attention.layer_norm_rms_epsilon")),
            maxPositionEmbeddings: positions,
            ropeTheta: try file.has(key("rope.freq_base")) ? file.double(key("rope.freq_base")) : 10000,
            ropeScaling: try Self.scaling(file, key("rope."), maxPositionEmbeddings: positions),
            attentionBias: file.tensors["blk.0.attn_q.bias"] != nil,
            attentionOutputBias: file.tensors["blk.0.attn_output.bias"] != nil,
            queryKeyNorm: architecture == LlamaVariant.qwen3.rawValue,
            mlpBias: file.tensors["blk.0.ffn_gate.bias"] != nil,
            tieWordEmbeddings: file.tensors["output.weight"] == nil,
            bosTokenID: try Self.tokenID(file, "bos").first, eosTokenIDs: try Self.tokenID(file, "eos"))
        try validate(origin: file.path)
    }

    private static func tokenID(_ file: GGUFFile, _ name: String) throws -> [Int] {
        let key = "tokenizer.ggml.\(name)_token_id"
        return try file.has(key) ? [file.int(key)] : []
    }

    /// - Parameter keys: what the rotary keys of the architecture begin with.
    private static func scaling(
        _ file: GGUFFile, _ keys: String, maxPositionEmbeddings: Int
    ) throws -> RotaryScaling {
        if let factors = file.tensors["rope_freqs.weight"] { return .frequencyFactors(try floats(factors)) }
        let prefix = keys + "scaling."
        guard file.has(prefix + "type") else {
            // Files from before the group of keys existed.
            let legacy = keys + "scale_linear"
            return try file.has(legacy) ? .linear(factor: file.double(legacy)) : .standard
        }
        switch try file.string(prefix + "type") {
        case "none":
            return .standard
        case "linear":
            return .linear(factor: try file.double(prefix + "factor"))
        case "yarn":
            return .yarn(try yarn(file, prefix, maxPositionEmbeddings))
        case let other:
            throw ModelError(
                origin: file.path, place: prefix + "type", problem: "'\(other)' is not supported",
                cure: "supported are none, linear and yarn")
        }
    }

    private static func yarn(
        _ file: GGUFFile, _ prefix: String, _ maxPositionEmbeddings: Int
    ) throws -> RotaryScaling.YaRN {
        let original = prefix + "original_context_length"
        var yarn = RotaryScaling.YaRN(
            factor: try file.double(prefix + "factor"),
            originalMaxPositionEmbeddings: try file.has(original) ? file.int(original) : maxPositionEmbeddings)
        if file.has(prefix + "yarn_beta_fast") { yarn.betaFast = try file.double(prefix + "yarn_beta_fast") }
        if file.has(prefix + "yarn_beta_slow") { yarn.betaSlow = try file.double(prefix + "yarn_beta_slow") }
        if file.has(prefix + "attn_factor") {
            // llama.cpp multiplies this one with the factor that YaRN derives; config.json's replaces it.
            yarn.attentionFactor = try file.double(prefix + "attn_factor") * (0.1 * log(max(yarn.factor, 1)) + 1)
        }
        return yarn
    }

    private static func floats(_ tensor: StoredTensor) throws -> [Float] {
        guard tensor.type == .float32 else {
            throw ModelError(
                origin: tensor.file.path, place: tensor.name, problem: "holds \(tensor.type.name), not float32",
                cure: "convert the model again with a current converter")
        }
        return tensor.withBytes { bytes in
            (0..<tensor.count).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
    }
}
