public import Torch

/// The product with a weight matrix, plus a bias where there is one: `y = x Wᵀ + b`.
public final class Linear: LinearLayer {
    /// `[outFeatures, inFeatures]`.
    public let weight: Parameter
    /// `[outFeatures]`, or nil.
    public let bias: Parameter?
    public let inFeatures: Int
    public let outFeatures: Int

    /// - Throws: `NNError` when the weight is no matrix or the bias does not fit it.
    public init(weight: Parameter, bias: Parameter? = nil) throws {
        let shape = weight.tensor.shape
        guard shape.count == 2 else {
            throw NNError("Linear: the weight has shape \(shape); give a matrix [out, in]")
        }
        if let bias, bias.tensor.shape != [shape[0]] {
            throw NNError("Linear: the bias has shape \(bias.tensor.shape); the weight \(shape) needs [\(shape[0])]")
        }
        self.weight = weight
        self.bias = bias
        outFeatures = shape[0]
        inFeatures = shape[1]
    }

    public var parameters: [(name: String, parameter: Parameter)] {
        [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
    }

    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try Functional.linear(x, weight.tensor, bias?.tensor)
    }

    public var projection: DecoderBlock.Projection? {
        DecoderBlock.Projection(weight: weight.tensor, bias: bias?.tensor)
    }
}
