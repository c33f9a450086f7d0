import CTorch

extension Tensor {
    public func exp() throws -> Tensor { try make(ct_exp) }
    public func log() throws -> Tensor { try make(ct_log) }
    public func sqrt() throws -> Tensor { try make(ct_sqrt) }
    /// 1 / sqrt(x)
    public func rsqrt() throws -> Tensor { try make(ct_rsqrt) }
    public func square() throws -> Tensor { try make(ct_square) }
    public func pow(_ exponent: Double) throws -> Tensor { try make { ct_pow($0, $1, exponent) } }
    public func sin() throws -> Tensor { try make(ct_sin) }
    public func cos() throws -> Tensor { try make(ct_cos) }
    public func tanh() throws -> Tensor { try make(ct_tanh) }
    public func sigmoid() throws -> Tensor { try make(ct_sigmoid) }
    /// x * sigmoid(x)
    public func silu() throws -> Tensor { try make(ct_silu) }
    /// x * Φ(x), by the error function, not its tanh approximation.
    public func gelu() throws -> Tensor { try make(ct_gelu) }
    public func relu() throws -> Tensor { try make(ct_relu) }
    public func abs() throws -> Tensor { try make(ct_abs) }
    public func neg() throws -> Tensor { try make(ct_neg) }
    public func reciprocal() throws -> Tensor { try make(ct_reciprocal) }

    /// Values below `min` become `min`, values above `max` become `max`; at least one bound is needed.
    public func clamp(min: Double? = nil, max: Double? = nil) throws -> Tensor {
        try withOptional(min) { low in
            try withOptional(max) { high in try make { ct_clamp($0, $1, low, high) } }
        }
    }

    /// The larger of each two elements.
    public func maximum(_ other: Tensor) throws -> Tensor { try make(other, ct_maximum) }

    /// The smaller of each two elements.
    public func minimum(_ other: Tensor) throws -> Tensor { try make(other, ct_minimum) }

    /// The matrix product over the last two dimensions; the dimensions before them broadcast.
    public func matmul(_ other: Tensor) throws -> Tensor { try make(other, ct_matmul) }

    public func softmax(dim: Int = -1) throws -> Tensor { try make { ct_softmax($0, $1, dim) } }
    public func logSoftmax(dim: Int = -1) throws -> Tensor { try make { ct_log_softmax($0, $1, dim) } }

    /// Sums of all elements up to and including each, along one dimension.
    public func cumsum(dim: Int) throws -> Tensor { try make { ct_cumsum($0, $1, dim) } }

    /// The part of each matrix on and above a diagonal, zeros below; 0 is the main diagonal, 1 the one above.
    public func triu(diagonal: Int = 0) throws -> Tensor { try make { ct_triu($0, $1, diagonal) } }

    /// The part of each matrix on and below a diagonal, zeros above.
    public func tril(diagonal: Int = 0) throws -> Tensor { try make { ct_tril($0, $1, diagonal) } }
}

/// Calls `body` with the address of a number, or nil when there is none.
func withOptional<R>(_ value: Double?, _ body: (UnsafePointer<Double>?) throws -> R) rethrows -> R {
    guard let value else { return try body(nil) }
    return try withUnsafePointer(to: value) { try body($0) }
}
