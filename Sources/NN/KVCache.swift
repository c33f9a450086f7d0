public import Torch

/// The keys and values of the tokens a model has already read, so that each new token costs one step.
///
/// All rows of a batch are equally long. Use it without gradients: entries are written in place.
public final class KVCache {
    private var layers: [Layer]
    private let capacity: Int

    private struct Layer {
        var keys: Tensor?  // [B, capacity, K, C]
        var values: Tensor?
        var length = 0
    }

    /// - Parameters:
    ///   - blockCount: the number of blocks of the model.
    ///   - capacity: the number of tokens to make room for at first; the cache grows when they do not suffice.
    public init(blockCount: Int, capacity: Int = 256) {
        layers = Array(repeating: Layer(), count: blockCount)
        self.capacity = max(capacity, 1)
    }

    /// The number of tokens that all blocks have read.
    public var length: Int { layers.map(\.length).min() ?? 0 }

    /// Forgets all tokens and keeps the memory.
    public func reset() {
        for index in layers.indices { layers[index].length = 0 }
    }

    /// Lets block `index` read more tokens: `body` is given what the block has read so far, with room for them behind
    /// it, and writes their keys and values there. The tokens count as read when it returns.
    /// - Parameters:
    ///   - shape: that of the new keys and of the new values, `[B, T, K, C]`.
    ///   - x: a tensor of their dtype and device.
    /// - Throws: `NNError` when the cache was made for another model or another batch.
    public func extend<Result>(
        block index: Int, by shape: [Int], like x: Tensor, _ body: (DecoderBlock.Cache) throws -> Result
    ) throws -> Result {
        guard layers.indices.contains(index) else {
            throw NNError("KVCache: made for \(layers.count) blocks, but block \(index) asks; make one for this model")
        }
        let length = layers[index].length
        let total = length + shape[1]
        let keys = try room(in: layers[index].keys, used: length, total: total, shape, like: x)
        let values = try room(in: layers[index].values, used: length, total: total, shape, like: x)
        layers[index] = Layer(keys: keys, values: values, length: length)
        let result = try body(.init(keys: keys, values: values, length: length))
        layers[index].length = total
        return result
    }

    /// Appends the keys and values `[B, T, K, C]` of block `index`; gives all so far, `[B, S, K, C]`, as views.
    /// - Throws: as ``extend(block:by:like:_:)``.
    func append(key: Tensor, value: Tensor, block index: Int) throws -> (keys: Tensor, values: Tensor) {
        let shape = key.shape
        return try extend(block: index, by: shape, like: key) { past in
            try past.keys.narrow(dim: 1, start: past.length, length: shape[1]).copyInPlace(from: key)
            try past.values.narrow(dim: 1, start: past.length, length: shape[1]).copyInPlace(from: value)
            let total = past.length + shape[1]
            return (
                try past.keys.narrow(dim: 1, start: 0, length: total),
                try past.values.narrow(dim: 1, start: 0, length: total)
            )
        }
    }

    private func room(in store: Tensor?, used: Int, total: Int, _ shape: [Int], like x: Tensor) throws -> Tensor {
        if let store {
            let held = store.shape
            guard [held[0], held[2], held[3]] == [shape[0], shape[2], shape[3]], store.dtype == x.dtype else {
                throw NNError(
                    "KVCache: holds \(held) \(store.dtype.rawValue), got \(shape) \(x.dtype.rawValue);"
                        + " make one cache per batch")
            }
            if total <= held[1] { return store }
        }
        let size = max(total, store == nil ? capacity : 2 * capacity, 2 * used)
        let larger = try Tensor.empty([shape[0], size, shape[2], shape[3]], dtype: x.dtype, device: x.device)
        if let store, used > 0 {
            try larger.narrow(dim: 1, start: 0, length: used)
                .copyInPlace(from: store.narrow(dim: 1, start: 0, length: used))
        }
        return larger
    }
}
