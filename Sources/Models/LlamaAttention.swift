import NN
import Torch

/// The attention of one block.
///
/// Legend: `B` rows, `T` tokens, `D` hidden size, `H` query heads, `K` key-value heads, `C` head width.
final class LlamaAttention: Module {
    private(set) var queryProjection: any LinearLayer
    private(set) var keyProjection: any LinearLayer
    private(set) var valueProjection: any LinearLayer
    private(set) var outputProjection: any LinearLayer
    /// Of each head of queries and keys, before it is turned; both or none.
    let queryNorm, keyNorm: RMSNorm?
    let headDim: Int
    private let index: Int

    init(_ configuration: LlamaConfiguration, block index: Int, name: String, source: any ParameterSource) throws {
        let (width, bias) = (configuration.hiddenSize, configuration.attentionBias)
        let outputBias = configuration.attentionOutputBias
        let queryWidth = configuration.numAttentionHeads * configuration.headDim
        let keyWidth = configuration.numKeyValueHeads * configuration.headDim
        queryProjection = try source.linear("\(name).q_proj", queryWidth, width, bias: bias)
        keyProjection = try source.linear("\(name).k_proj", keyWidth, width, bias: bias)
        valueProjection = try source.linear("\(name).v_proj", keyWidth, width, bias: bias)
        outputProjection = try source.linear("\(name).o_proj", width, queryWidth, bias: outputBias)
        if configuration.queryKeyNorm {
            queryNorm = try source.norm("\(name).q_norm", configuration, width: configuration.headDim)
            keyNorm = try source.norm("\(name).k_norm", configuration, width: configuration.headDim)
        } else {
            (queryNorm, keyNorm) = (nil, nil)
        }
        headDim = configuration.headDim
        self.index = index
    }

    var children: [(name: String, module: any Module)] {
        let projections: [(name: String, module: any Module)] = [
            ("q_proj", queryProjection), ("k_proj", keyProjection), ("v_proj", valueProjection),
            ("o_proj", outputProjection),
        ]
        guard let queryNorm, let keyNorm else { return projections }
        return projections + [("q_norm", queryNorm), ("k_norm", keyNorm)]
    }

    func replaceLinear(named name: String, with layer: any LinearLayer) throws {
        switch name {
        case "q_proj": queryProjection = layer
        case "k_proj": keyProjection = layer
        case "v_proj": valueProjection = layer
        case "o_proj": outputProjection = layer
        default: throw NNError("LlamaAttention: has no linear layer '\(name)'; it has q_proj, k_proj, v_proj, o_proj")
        }
    }

    /// - Parameter chosen: the numbers of the tokens whose result is wanted, `[R]`; nil: all of them.
    /// - Returns: `[B, T, D]`, of chosen tokens `[R, D]`.
    func callAsFunction(_ x: Tensor, _ context: BlockContext, chosen: Tensor? = nil) throws -> Tensor {
        let (rows, length) = (try x.size(0), try x.size(1))
        var query = try queryProjection(x).view([rows, length, -1, headDim])  // [B, T, H, C]
        var key = try keyProjection(x).view([rows, length, -1, headDim])  // [B, T, K, C]
        if let queryNorm, let keyNorm { (query, key) = (try queryNorm(query), try keyNorm(key)) }
        let value = try valueProjection(x).view([rows, length, -1, headDim])
        let attended = try context.attend(query: query, key: key, value: value, block: index)  // [B, T, H * C]
        return try outputProjection(
            chosen.map { try attended.flatten(to: -2).indexSelect(dim: 0, index: $0) } ?? attended)
    }
}
