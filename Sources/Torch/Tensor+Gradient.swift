import CTorch

extension Tensor {
    /// Whether operations on this tensor are recorded, so that gradients flow back to it.
    public var requiresGrad: Bool { withExtendedLifetime(self) { ct_tensor_requires_grad(handle) } }

    /// Starts or stops recording for this tensor; throws for integers, and for a computed tensor when stopping.
    @discardableResult
    public func setRequiresGrad(_ on: Bool = true) throws -> Tensor {
        try change { ct_set_requires_grad($0, on) }
        return self
    }

    /// The gradient that ``backward(gradient:retainGraph:)`` has left here, a leaf; nil when there is none.
    public var grad: Tensor? {
        get throws {
            try withExtendedLifetime(self) {
                var made: OpaquePointer?
                try check(ct_get_grad(&made, handle), [self])
                return try made.map { try Tensor(adopting: $0) }
            }
        }
    }

    /// Puts a gradient of the same shape, type and device in place of the present one; nil clears it.
    public func setGrad(_ gradient: Tensor?) throws {
        try withExtendedLifetime((self, gradient)) {
            try check(ct_set_grad(handle, gradient?.handle), [self])
        }
    }

    /// Drops the gradient and its memory.
    public func clearGrad() throws { try setGrad(nil) }

    /// Adds the gradients of this tensor to ``grad`` of every leaf it was computed from.
    ///
    /// `gradient` is what flows in from behind, in this tensor's shape; it may be left out for a single element, where
    /// it is 1. The record of the computation is freed unless `retainGraph` is true.
    public func backward(gradient: Tensor? = nil, retainGraph: Bool = false) throws {
        try withExtendedLifetime((self, gradient)) {
            try check(ct_backward(handle, gradient?.handle, retainGraph), [self])
        }
    }
}
