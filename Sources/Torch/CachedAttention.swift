import CTorch

/// Causal attention of the last tokens of each row to all of the row, as decoding with a cache needs it.
///
/// Legend: `B` rows, `T` new tokens, `S` tokens with the cached ones, `H` query heads, `K` key-value heads (a divisor of
/// H), `C` head width.
public struct CachedAttention: Sendable {
    /// A token sees itself and the `window - 1` tokens before it; nil means all of its row's.
    public let window: Int?
    /// What the products of queries and keys are multiplied with; nil means 1/sqrt(C).
    public let scale: Double?

    public init(window: Int? = nil, scale: Double? = nil) {
        self.window = window
        self.scale = scale
    }

    /// Attention by this library's own kernel, without gradients; keys and values are read where they lie.
    ///
    /// Results do not depend on the number of threads. Source: https://arxiv.org/abs/2311.01282 (keys in parts).
    /// - Parameters:
    ///   - query: `[B, T, H, C]`, the last `T` of the `S` tokens.
    ///   - key: `[B, S, K, C]`.
    ///   - value: `[B, S, K, C]`.
    /// - Returns: `[B, T, H, C]`.
    /// - Throws: `TorchError` for shapes that do not fit, and for what `DocumentAttention.computes(_:)` excludes.
    public func callAsFunction(query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        try run(ct_cached_attention, query, key, value)
    }

    /// The same made of plain operations, with a matrix of scores, on any device and in any type.
    public func reference(query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        try run(ct_cached_attention_reference, query, key, value)
    }

    private typealias Call = (Out, OpaquePointer, OpaquePointer, OpaquePointer, ct_int, Double) -> ct_status

    private func run(_ call: Call, _ query: Tensor, _ key: Tensor, _ value: Tensor) throws -> Tensor {
        let scale = try self.scale ?? 1 / Double(query.size(-1)).squareRoot()
        return try query.make(key, value) { call($0, $1, $2, $3, ct_int(window ?? 0), scale) }
    }
}
