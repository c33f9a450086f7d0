import CTorch

/// Operations of neural networks, as functions of tensors.
public enum Functional {
    /// x Wᵀ + b for x [..., in], weight [out, in], bias [out].
    ///
    /// On the CPU bfloat16 and float32 go through this library's own kernels, whose sums are made in an order that does
    /// not depend on the number of threads.
    public static func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil) throws -> Tensor {
        try linear(ct_linear, x, weight, bias)
    }

    typealias LinearCall = (Out, OpaquePointer, OpaquePointer, OpaquePointer?) -> ct_status

    static func linear(_ call: LinearCall, _ x: Tensor, _ weight: Tensor, _ bias: Tensor?) throws -> Tensor {
        try withExtendedLifetime((x, weight, bias)) {
            var made: OpaquePointer?
            try check(call(&made, x.handle, weight.handle, bias?.handle), [x, weight] + (bias.map { [$0] } ?? []))
            return try Tensor(adopting: made)
        }
    }

    /// Rows of weight [V, D] at `indices` [...] (int64 or int32): [..., D]. Throws for an index outside of the table.
    ///
    /// Gradients of one index are summed in float32 and rounded once, where the kernels know the weight's dtype.
    public static func embedding(_ weight: Tensor, _ indices: Tensor) throws -> Tensor {
        try weight.make(indices, ct_embedding)
    }

    /// x divided by the root mean square over its last dimension, then multiplied by weight [D].
    ///
    /// Computed in float32 and cast back to the type of x before the weight is applied, which is the order that
    /// transformers uses for Llama. Source: https://arxiv.org/abs/1910.07467
    public static func rmsNorm(_ x: Tensor, _ weight: Tensor, eps: Double) throws -> Tensor {
        try x.make(weight) { ct_rms_norm($0, $1, $2, eps) }
    }

    /// The sum of x [..., D] and a residual of its shape, and that sum normalized as by ``rmsNorm(_:_:eps:)``: on the CPU
    /// in one pass over both, and so are their gradients on the way back.
    public static func rmsNorm(
        _ x: Tensor, adding residual: Tensor, _ weight: Tensor, eps: Double
    ) throws -> (sum: Tensor, normalized: Tensor) {
        let made = try withExtendedLifetime((residual, weight)) {
            try x.makePair { ct_add_rms_norm($0, $1, $2, residual.handle, weight.handle, eps) }
        }
        return (sum: made.0, normalized: made.1)
    }

    /// silu(gate) · up, element by element. Source: https://arxiv.org/abs/2002.05202
    public static func swiGLU(gate: Tensor, up: Tensor) throws -> Tensor {
        try gate.make(up, ct_swiglu)
    }

    /// x [B, T, H, D] turned by the angles of its tokens; cosines and sines [B, T, 1, D / 2].
    ///
    /// The first half of a head is the real part, the second the imaginary. Source: https://arxiv.org/abs/2104.09864
    public static func rotate(_ x: Tensor, cosines: Tensor, sines: Tensor) throws -> Tensor {
        try x.make(cosines, sines, ct_rotate)
    }

    /// base + scale · up (down dropout(x)), the output of a linear layer with a low-rank update.
    ///
    /// Dropout takes one number from the process's random sequence and stores no mask. On the CPU everything but x and
    /// base is computed in float32. Source: https://arxiv.org/abs/2106.09685
    /// - Parameters:
    ///   - base: `[..., out]`, what the layer gives without the update.
    ///   - x: `[..., in]`.
    ///   - down: `[r, in]`, float32.
    ///   - up: `[out, r]`, float32.
    ///   - dropout: the share of x that is zeroed, 0 for none.
    public static func lora(
        base: Tensor, x: Tensor, down: Tensor, up: Tensor, scale: Double, dropout: Double = 0
    ) throws -> Tensor {
        try lora(ct_lora, base, x, down, up, scale, dropout)
    }

    typealias LoRACall = (
        Out, OpaquePointer, OpaquePointer, OpaquePointer, OpaquePointer, Double, Double
    ) -> ct_status

    static func lora(
        _ call: LoRACall, _ base: Tensor, _ x: Tensor, _ down: Tensor, _ up: Tensor, _ scale: Double, _ dropout: Double
    ) throws -> Tensor {
        try withExtendedLifetime((base, x, down, up)) {
            var made: OpaquePointer?
            try check(
                call(&made, base.handle, x.handle, down.handle, up.handle, scale, dropout), [base, x, down, up])
            return try Tensor(adopting: made)
        }
    }

    /// softmax(q kᵀ · scale) v for q [B, H, T, D], k and v [B, K, S, D].
    ///
    /// - Parameters:
    ///   - mask: bool (true takes part) or a number added to the scores; broadcasts to [B, H, T, S].
    ///   - isCausal: position t sees positions up to t; excludes a mask.
    ///   - scale: 1/sqrt(D) when left out.
    ///   - enableGQA: K may be a divisor of H; each head of k and v serves H/K neighbouring heads of q.
    public static func scaledDotProductAttention(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, isCausal: Bool = false, scale: Double? = nil,
        enableGQA: Bool = false
    ) throws -> Tensor {
        try withExtendedLifetime((q, k, v, mask)) {
            try withOptional(scale) { factor in
                var made: OpaquePointer?
                try check(
                    ct_attention(&made, q.handle, k.handle, v.handle, mask?.handle, isCausal, factor, enableGQA),
                    [q, k, v] + (mask.map { [$0] } ?? []))
                return try Tensor(adopting: made)
            }
        }
    }

    /// What becomes of the losses of the single tokens.
    public enum Reduction: Sendable {
        case none, mean, sum

        var code: Int32 {
            switch self {
            case .none: Int32(CT_REDUCTION_NONE)
            case .mean: Int32(CT_REDUCTION_MEAN)
            case .sum: Int32(CT_REDUCTION_SUM)
            }
        }
    }

    /// -log softmax(logits)[target], for logits [..., V] and targets [...] (int64 or int32).
    ///
    /// Targets equal to `ignoreIndex` give 0 and do not count in the mean. Throws for targets outside of `0 ..< V`.
    public static func crossEntropy(
        _ logits: Tensor, _ targets: Tensor, ignoreIndex: Int = -100, reduction: Reduction = .mean
    ) throws -> Tensor {
        try logits.make(targets) { ct_cross_entropy($0, $1, $2, ignoreIndex, reduction.code) }
    }

    /// In training, zeros with probability p and the rest multiplied by 1/(1-p); else x itself.
    public static func dropout(_ x: Tensor, p: Double, training: Bool) throws -> Tensor {
        try x.make { ct_dropout($0, $1, p, training) }
    }
}
