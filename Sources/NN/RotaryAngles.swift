public import Torch

/// The cosines and sines of one input's positions, shared by all blocks.
public struct RotaryAngles {
    /// `[B, T, 1, headDim / 2]`, in the compute dtype.
    public let cosines: Tensor
    /// As `cosines`.
    public let sines: Tensor

    /// Turns queries or keys `[B, T, H, headDim]` by their positions.
    ///
    /// The halves are turned apart, which rounds as transformers' `rotate_half` does and makes one copy less.
    public func rotate(_ x: Tensor) throws -> Tensor {
        let half = try x.size(-1) / 2
        let first = try x.narrow(dim: -1, start: 0, length: half)
        let second = try x.narrow(dim: -1, start: half, length: half)
        return try Tensor.cat(
            [first * cosines - second * sines, second * cosines + first * sines], dim: -1)
    }
}
