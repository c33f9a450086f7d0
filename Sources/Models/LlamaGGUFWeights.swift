public import NN
public import Torch

/// The tensors of a GGUF file of the Llama family under Hugging Face names and in Hugging Face order.
///
/// For the architecture `llama` GGUF's converter interleaves the two halves of each head of the query and key
/// projections, because ggml turns neighbouring elements there, where Hugging Face turns the halves; here the rows go
/// back to their places. Qwen's rows lie as in Hugging Face files.
public struct LlamaGGUFWeights: WeightSource {
    private let file: any WeightSource
    private let stored: [String: String]
    private let configuration: LlamaConfiguration
    private let isInterleaved: Bool

    /// - Parameters:
    ///   - file: the tensors under their GGUF names.
    ///   - architecture: `general.architecture` of the file.
    public init(file: any WeightSource, configuration: LlamaConfiguration, architecture: String) {
        self.file = file
        self.configuration = configuration
        isInterleaved = architecture == LlamaVariant.llama.rawValue
        // The configuration has already taken in the frequency factors.
        let kept = file.names.filter { $0 != "rope_freqs.weight" }
        stored = Dictionary(kept.map { (Self.huggingFaceName($0), $0) }) { first, _ in first }
    }

    public var names: [String] { stored.keys.sorted() }

    public var origin: String { file.origin }

    public func shape(of name: String) throws -> [Int] {
        try file.shape(of: storedName(name))
    }

    public func tensor(_ name: String, dtype: DType, device: Device) throws -> Tensor {
        let tensor = try file.tensor(storedName(name), dtype: dtype, device: device)
        guard isInterleaved else { return tensor }
        if name.contains(".q_proj.") { return try restoreRows(tensor, heads: configuration.numAttentionHeads) }
        if name.contains(".k_proj.") { return try restoreRows(tensor, heads: configuration.numKeyValueHeads) }
        return tensor
    }

    private func storedName(_ name: String) throws -> String {
        guard let found = stored[name] else {
            throw ModelError(
                origin: origin, place: name, problem: "the tensor is missing",
                cure: "convert the model again with a current converter")
        }
        return found
    }

    /// Turns rows `[H, C/2, 2]` into `[H, 2, C/2]`; biases likewise.
    private func restoreRows(_ tensor: Tensor, heads: Int) throws -> Tensor {
        let shape = tensor.shape
        guard let rows = shape.first, rows.isMultiple(of: 2 * heads) else { return tensor }
        return try tensor.reshape([heads, rows / heads / 2, 2] + shape.dropFirst()).transpose(1, 2).reshape(shape)
    }

    /// The Hugging Face name, or the name itself where it is none of llama's, so that strict loading reports it.
    private static func huggingFaceName(_ name: String) -> String {
        switch name {
        case "token_embd.weight": return LlamaNames.embedding
        case "output_norm.weight": return "model.norm.weight"
        case "output.weight": return LlamaNames.head
        default: break
        }
        let parts = name.split(separator: ".")
        guard parts.count == 4, parts[0] == "blk", ["weight", "bias"].contains(parts[3]),
            let part = blockParts[String(parts[2])]
        else { return name }
        return "model.layers.\(parts[1]).\(part).\(parts[3])"
    }

    private static let blockParts = [
        "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
        "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
        "ffn_down": "mlp.down_proj", "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
        "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
    ]
}
