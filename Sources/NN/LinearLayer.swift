public import Torch

/// A layer that maps vectors of one width to vectors of another, and that an adapter can wrap.
public protocol LinearLayer: Module {
    /// The width of what goes in.
    var inFeatures: Int { get }

    /// The width of what comes out.
    var outFeatures: Int { get }

    /// Maps `[..., inFeatures]` to `[..., outFeatures]`, keeping the dtype.
    func callAsFunction(_ x: Tensor) throws -> Tensor

    /// The layer as a matrix with what is added to its product, for operations that fuse layers; nil where it is more
    /// than that.
    var projection: DecoderBlock.Projection? { get }
}

extension LinearLayer {
    public var projection: DecoderBlock.Projection? { nil }
}
