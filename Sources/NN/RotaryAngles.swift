public import Torch

/// The cosines and sines of one input's positions, shared by all blocks.
public struct RotaryAngles {
    /// `[B, T, 1, headDim / 2]`, in the compute dtype.
    public let cosines: Tensor
    /// As `cosines`.
    public let sines: Tensor

    /// Turns queries or keys `[B, T, H, headDim]` by their positions.
    public func rotate(_ x: Tensor) throws -> Tensor {
        try Functional.rotate(x, cosines: cosines, sines: sines)
    }
}
