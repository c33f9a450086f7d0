import CTorch

/// Causal attention over documents by libtorch's flash kernel, which GPUs have: what `DocumentAttention` is on a CPU.
///
/// Legend: `T` tokens of all leading dimensions, `H` query heads, `K` key-value heads (a divisor of H), `C` head width.
public struct VarlenAttention {
    /// A token sees itself and the `window - 1` tokens before it; nil means all of its document's.
    public let window: Int?
    /// What the products of queries and keys are multiplied with; nil means 1/sqrt(C).
    public let scale: Double?
    private let total: Int
    private let longest: Int
    /// 0 and the end of each document, int32.
    private let ends: Tensor

    /// - Parameters:
    ///   - lengths: the tokens of each document; they fill all `T`, one after the other.
    ///   - device: where the tensors will be.
    /// - Throws: `TorchError` for a document without tokens.
    public init(lengths: [Int], device: Device, window: Int? = nil, scale: Double? = nil) throws {
        (self.window, self.scale) = (window, scale)
        var ends: [Int32] = [0]
        for (index, length) in lengths.enumerated() {
            guard length > 0 else {
                throw TorchError(
                    code: .invalidArgument, operation: "varlenAttention",
                    message: "document \(index) has \(length) tokens")
            }
            ends.append(ends[index] + Int32(clamping: length))
        }
        (total, longest) = (lengths.reduce(0, +), lengths.max() ?? 0)
        self.ends = try Tensor(ends, device: device)
    }

    /// Whether libtorch has a kernel for tensors like these on their device: bfloat16 and float16 on a GPU of compute
    /// capability 8.0 or later, heads up to 256 wide and a multiple of 8.
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
        for heads in [query, key, value] {
            let tokens = try heads.count / max(heads.size(-1) * heads.size(-2), 1)
            guard tokens == total else {
                throw TorchError(
                    code: .invalidArgument, operation: "varlenAttention",
                    message: "documents of \(total) tokens do not fill \(tokens)")
            }
        }
        let scale = try self.scale ?? 1 / Double(query.size(-1)).squareRoot()
        return try query.make(key, value) { out, query, key, value in
            withExtendedLifetime(ends) {
                ct_varlen_attention(out, query, key, value, ends.handle, ct_int(longest), ct_int(window ?? 0), scale)
            }
        }
    }
}
