public import Torch

/// What all blocks need to know about one input besides the hidden states; made once per forward pass.
public struct BlockContext {
    public let angles: RotaryAngles
    public let layout: AttentionLayout
    public let cache: KVCache?
    private let varlen: VarlenAttention?

    /// - Parameter dtype: the compute dtype of the model.
    /// - Throws: `NNError` when the document lengths do not fit the input, or a cache meets several documents.
    public init(input: ModelInput, rotary: RotaryEmbedding, dtype: DType, cache: KVCache?) throws {
        let shape = input.inputIDs.shape
        guard shape.count == 2, input.positionIDs.shape == shape else {
            throw NNError("model input: ids \(shape) and positions \(input.positionIDs.shape); both must be [B, T]")
        }
        layout = try AttentionLayout(documentLengths: input.documentLengths, rows: shape[0], length: shape[1])
        guard cache == nil || layout.form == .wholeRows else {
            throw NNError("model input: packed documents cannot be read into a cache; give one document per row")
        }
        angles = try rotary.angles(for: input.positionIDs, dtype: dtype)
        self.cache = cache
        if case .documents(let pieces) = layout.form, input.inputIDs.device != .cpu {
            varlen = try VarlenAttention(lengths: pieces.map(\.length), device: input.inputIDs.device)
        } else {
            varlen = nil
        }
    }

    /// Causal attention of block `index`, with the cache where there is one; operands as in `CausalAttention.attend`.
    public func attend(query: Tensor, key: Tensor, value: Tensor, block index: Int) throws -> Tensor {
        let query = try angles.rotate(query)
        let key = try angles.rotate(key)
        guard let cache else {
            return try CausalAttention.attend(query: query, key: key, value: value, layout: layout, varlen: varlen)
        }
        let (keys, values) = try cache.append(key: key, value: value, block: index)
        return try CausalAttention.attend(query: query, cachedKey: keys, cachedValue: values)
    }
}
