public import Torch

/// Rotary position embedding (https://arxiv.org/abs/2104.09864) in the half-split layout of Hugging Face checkpoints.
public struct RotaryEmbedding: Sendable, Equatable {
    /// The width of one attention head; even.
    public let headDim: Int
    /// The base of the geometric row of wavelengths.
    public let theta: Double
    /// The context the model was trained on, which `dynamic` scaling compares with.
    public let maxPositionEmbeddings: Int
    public let scaling: RotaryScaling

    /// - Throws: `NNError` when the head width is odd or the scaling does not fit it.
    public init(headDim: Int, theta: Double, maxPositionEmbeddings: Int, scaling: RotaryScaling = .standard) throws {
        guard headDim > 0, headDim.isMultiple(of: 2) else {
            throw NNError("RotaryEmbedding: the head width \(headDim) is not an even number; use an even head_dim")
        }
        if case .frequencyFactors(let factors) = scaling, factors.count != headDim / 2 {
            throw NNError(
                "RotaryEmbedding: \(factors.count) frequency factors for heads of width \(headDim); give \(headDim / 2)"
            )
        }
        self.headDim = headDim
        self.theta = theta
        self.maxPositionEmbeddings = maxPositionEmbeddings
        self.scaling = scaling
    }

    /// The cosines and sines for `positionIDs` `[B, T]`, computed in float32 and rounded to `dtype`.
    public func angles(for positionIDs: Tensor, dtype: DType) throws -> RotaryAngles {
        try Autograd.noGrad {
            var length: Int?
            if case .dynamic = scaling { length = Int(try positionIDs.max().int64Item()) + 1 }
            let (inverse, factor) = frequencies(length: length)
            let table = try Tensor(inverse, shape: [1, 1, 1, inverse.count], device: positionIDs.device)
            let positions = try positionIDs.to(dtype: .float32).unsqueeze(-1).unsqueeze(-1)  // [B, T, 1, 1]
            let phases = try positions * table  // [B, T, 1, headDim / 2]
            var cosines = try phases.cos()
            var sines = try phases.sin()
            if factor != 1 {
                cosines = try cosines * factor
                sines = try sines * factor
            }
            return RotaryAngles(cosines: try cosines.to(dtype: dtype), sines: try sines.to(dtype: dtype))
        }
    }
}
