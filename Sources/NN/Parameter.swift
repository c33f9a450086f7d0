public import Torch

/// A weight of a model: a place that holds a tensor, so that layers, optimizer and checkpoint share one value.
public final class Parameter {
    /// The value; a replacement keeps what `isTrainable` says only if the new tensor requires gradients too.
    public var tensor: Tensor

    /// Holds `tensor` as it is.
    public init(_ tensor: Tensor) {
        self.tensor = tensor
    }

    /// Whether backward passes compute a gradient for this weight.
    public var isTrainable: Bool { tensor.requiresGrad }

    /// The gradient of the last backward passes, or nil before the first.
    public var gradient: Tensor? { get throws { try tensor.grad } }

    /// Switches gradients on or off.
    ///
    /// A weight that lies in a mapped file is copied when it becomes trainable, because the optimizer writes to it.
    public func setTrainable(_ isTrainable: Bool) throws {
        if isTrainable, tensor.isBorrowed { tensor = try tensor.clone() }
        try tensor.setRequiresGrad(isTrainable)
    }
}
