import NN
import Torch

/// One decoder block: attention and feed-forward layer, each after a norm and around a residual.
final class LlamaBlock: Module {
    private let attentionNorm: RMSNorm
    private let attention: LlamaAttention
    private let feedForwardNorm: RMSNorm
    private let feedForward: LlamaMLP
    private let index: Int
    let packed: PackedWeights

    init(_ configuration: LlamaConfiguration, block index: Int, name: String, source: any ParameterSource) throws {
        attentionNorm = try source.norm("\(name).input_layernorm", configuration)
        attention = try LlamaAttention(configuration, block: index, name: "\(name).self_attn", source: source)
        feedForwardNorm = try source.norm("\(name).post_attention_layernorm", configuration)
        feedForward = try LlamaMLP(configuration, name: "\(name).mlp", source: source)
        self.index = index
        packed = try PackedWeights()
    }

    var children: [(name: String, module: any Module)] {
        [
            ("self_attn", attention), ("mlp", feedForward), ("input_layernorm", attentionNorm),
            ("post_attention_layernorm", feedForwardNorm),
        ]
    }

    /// Under which names the layers stand that see the chosen tokens alone.
    static let layersBehindAttention = ["self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]

    /// - Parameter chosen: the numbers of the tokens whose result is wanted, `[R]`; nil: all of them.
    /// - Returns: `[B, T, D]`, of chosen tokens `[R, D]`.
    func callAsFunction(
        _ x: Tensor, _ context: BlockContext, memory: MemoryChoices = MemoryChoices(), chosen: Tensor? = nil
    ) throws -> Tensor {
        if let fused, fused.computes(x) {
            func run(_ cache: DecoderBlock.Cache?) throws -> Tensor {
                try fused(
                    x, cosines: context.angles.cosines, sines: context.angles.sines,
                    attention: DocumentAttention(documents: context.layout.documents),
                    recomputes: index < memory.recomputedBlocks, chosen: chosen, cache: cache,
                    packed: packed.used(if: memory.packsWeights))
            }
            guard let cache = context.cache else { return try run(nil) }
            let keyHeads = try fused.key.weight.size(0) / fused.headWidth
            let shape = [try x.size(0), try x.size(1), keyHeads, fused.headWidth]
            return try cache.extend(block: index, by: shape, like: x, run)
        }
        guard index >= memory.recomputedBlocks else {
            throw NNError(
                "block: activations cannot be recomputed for \(x.dtype) on \(x.device), which runs operation by "
                    + "operation; leave activation checkpointing out")
        }
        let own = try chosen.map { try x.flatten(to: -2).indexSelect(dim: 0, index: $0) } ?? x
        let (attended, normalized) = try feedForwardNorm(
            own, adding: attention(attentionNorm(x), context, chosen: chosen))
        return try attended + feedForward(normalized)
    }

    /// nil where the block runs operation by operation.
    func activationBytes(dtype: DType, device: Device) -> ActivationBytes? {
        guard let fused, fused.computes(dtype, on: device) else { return nil }
        return ActivationBytes(kept: fused.bytesKept(), recomputed: fused.bytesKept(recomputes: true))
    }

    /// The block as one operation, where each of its layers is a matrix with no more than an update.
    private var fused: DecoderBlock? {
        guard let query = attention.queryProjection.projection, let key = attention.keyProjection.projection,
            let value = attention.valueProjection.projection, let output = attention.outputProjection.projection,
            let gate = feedForward.gateProjection.projection, let up = feedForward.upProjection.projection,
            let down = feedForward.downProjection.projection, attentionNorm.epsilon == feedForwardNorm.epsilon
        else { return nil }
        return DecoderBlock(
            attentionNorm: attentionNorm.weight.tensor, feedForwardNorm: feedForwardNorm.weight.tensor,
            queryNorm: attention.queryNorm?.weight.tensor, keyNorm: attention.keyNorm?.weight.tensor,
            epsilon: attentionNorm.epsilon, headWidth: attention.headDim, query: query, key: key, value: value,
            output: output, gate: gate, up: up, down: down)
    }
}
