import CTorch

extension Tensor {
    /// The sum of all elements, of rank 0; integers are summed in int64.
    public func sum() throws -> Tensor { try make(ct_sum) }

    public func sum(_ dims: [Int], keepDim: Bool = false) throws -> Tensor {
        try make { ct_sum_dims($0, $1, dims, dims.count, keepDim) }
    }

    /// The mean of all elements, of rank 0; throws for integers.
    public func mean() throws -> Tensor { try make(ct_mean) }

    public func mean(_ dims: [Int], keepDim: Bool = false) throws -> Tensor {
        try make { ct_mean_dims($0, $1, dims, dims.count, keepDim) }
    }

    /// The largest element, of rank 0.
    public func max() throws -> Tensor { try make(ct_max) }

    /// The smallest element, of rank 0.
    public func min() throws -> Tensor { try make(ct_min) }

    /// The largest values along a dimension and their positions (int64).
    public func max(dim: Int, keepDim: Bool = false) throws -> (values: Tensor, indices: Tensor) {
        try makePair { ct_max_dim($0, $1, $2, dim, keepDim) }
    }

    /// The smallest values along a dimension and their positions (int64).
    public func min(dim: Int, keepDim: Bool = false) throws -> (values: Tensor, indices: Tensor) {
        try makePair { ct_min_dim($0, $1, $2, dim, keepDim) }
    }

    /// The square root of the sum of squares of all elements, of rank 0 and float32 (float64 stays float64).
    public func norm() throws -> Tensor { try make(ct_norm) }

    /// log(sum(exp(x))) along a dimension, without overflow.
    public func logSumExp(dim: Int, keepDim: Bool = false) throws -> Tensor {
        try make { ct_log_sum_exp($0, $1, dim, keepDim) }
    }
}
