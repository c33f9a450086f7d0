public import Torch

/// Root-mean-square normalization (https://arxiv.org/abs/1910.07467): computed in float32, scaled in the input's dtype.
public final class RMSNorm: Module {
    /// `[D]`.
    public let weight: Parameter
    /// Added to the mean square before the root.
    public let epsilon: Double

    public init(weight: Parameter, epsilon: Double) {
        self.weight = weight
        self.epsilon = epsilon
    }

    public var parameters: [(name: String, parameter: Parameter)] { [("weight", weight)] }

    /// Normalizes each vector of `[..., D]`.
    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try Functional.rmsNorm(x, weight.tensor, eps: epsilon)
    }

    /// The sum of `[..., D]` and a residual of that shape, and its vectors normalized.
    public func callAsFunction(_ x: Tensor, adding residual: Tensor) throws -> (sum: Tensor, normalized: Tensor) {
        try Functional.rmsNorm(x, adding: residual, weight.tensor, eps: epsilon)
    }
}
