import CTorch

/// Causal attention over documents by libtorch's flash kernel, which GPUs have: what `DocumentAttention` is on a CPU.
///
/// Legend: `T` tokens of all leading dimensions, `H` query heads, `K` key-value heads (a divisor of H), `C` head width.
public struct VarlenAttention: Sendable {
    /// The tokens of each document; they fill all `T`, one after the other.
    public let lengths: [Int]
    /// A token sees itself and the `window - 1` tokens before it; nil means all of its document's.
    public let window: Int?
    /// What the products of queries and keys are multiplied with; nil means 1/sqrt(C).
    public let scale: Double?

    public init(lengths: [Int], window: Int? = nil, scale: Double? = nil) {
        self.lengths = lengths
        self.window = window
        self.scale = scale
    }

    /// Whether libtorch has a kernel for tensors like these on their device: bfloat16 and float16 on a GPU of compute
    /// capability 8.0 or later, heads up to 256 wide.
    public static func computes(query: Tensor, key: Tensor, value: Tensor) throws -> Bool {
        try withExtendedLifetime((query, key, value)) {
            var has = false
            try check(ct_has_varlen_attention(&has, query.handle, key.handle, value.handle), [query, key, value])
            return has
        }
    }

    /// Attention with memory that grows with T, and with gradients.
    /// - Parameters:
    ///   - query: `[..., H, C]`.
    ///   - key: `[..., K, C]`.
    ///   - value: `[..., K, C]`.
    /// - Returns: `[..., H, C]`.
    /// - Throws: `TorchError` for lengths that do not fill T, and where ``computes(query:key:value:)`` is false.
    public func callAsFunction(query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        let scale = try self.scale ?? 1 / Double(query.size(-1)).squareRoot()
        let lengths = lengths.map { ct_int($0) }
        return try query.make(key, value) {
            ct_varlen_attention($0, $1, $2, $3, lengths, ct_int(lengths.count), ct_int(window ?? 0), scale)
        }
    }
}
