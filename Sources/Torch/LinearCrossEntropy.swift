import CTorch

/// The cross-entropy at a linear output head, by this library's own kernels.
public enum LinearCrossEntropy {
    /// Losses with the gradients of their sum.
    public struct Result {
        /// `[N]`, float32.
        public let losses: Tensor
        /// As the rows `[N, D]`; nil where it was not wanted.
        public let rowsGradient: Tensor?
        /// As the weight `[V, D]`; nil where it was not wanted.
        public let weightGradient: Tensor?
    }

    /// -log softmax(rows weightᵀ)[target] of each row, not recorded for gradients: those come with it.
    ///
    /// Logits exist for up to 1,024 rows at a time, and become gradients where they are. For bfloat16 and float32 on a
    /// CPU, as ``DocumentAttention/computes(_:)`` tells.
    /// - Parameters:
    ///   - rows: `[N, D]`.
    ///   - weight: `[V, D]`.
    ///   - targets: `[N]`, int64 in `0 ..< V`.
    ///   - packed: keeps the weight packed, always the same for one weight; nil: it is packed for each run of rows.
    /// - Throws: `TorchError` for shapes that do not fit and targets outside of the classes.
    public static func compute(
        rows: Tensor, weight: Tensor, targets: Tensor, rowsGradient: Bool = false, weightGradient: Bool = false,
        packed: PackedWeights? = nil
    ) throws -> Result {
        try withExtendedLifetime((rows, weight, targets, packed)) {
            let made = try collect(3) { out in
                try check(
                    ct_linear_cross_entropy(
                        out, rows.handle, weight.handle, targets.handle, rowsGradient, weightGradient,
                        packed?.handle),
                    [rows, weight, targets])
            }
            guard let losses = made[0] else {
                throw TorchError(code: .unknown, operation: "linearCrossEntropy", message: "made no losses")
            }
            return Result(losses: losses, rowsGradient: made[1], weightGradient: made[2])
        }
    }
}
