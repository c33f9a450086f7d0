import CTorch

/// Control over the recording of operations for gradients.
public enum Autograd {
    /// Whether operations on this thread are recorded.
    public static var isGradEnabled: Bool { ct_grad_enabled() }

    /// Runs `body` without recording: its results require no gradient and keep nothing alive.
    ///
    /// The state before is restored however `body` ends.
    public static func noGrad<R>(_ body: () throws -> R) rethrows -> R {
        try scope(false, body)
    }

    /// Runs `body` with recording, also inside of ``noGrad(_:)``, as recomputation in a backward pass needs it.
    public static func withGrad<R>(_ body: () throws -> R) rethrows -> R {
        try scope(true, body)
    }

    private static func scope<R>(_ enabled: Bool, _ body: () throws -> R) rethrows -> R {
        let before = ct_grad_enabled()
        ct_set_grad_enabled(enabled)
        defer { ct_set_grad_enabled(before) }
        return try body()
    }

    /// The gradients of `output` with respect to `inputs`, leaving ``Tensor/grad`` of all tensors alone.
    ///
    /// An element is nil where the output does not depend on that input. `gradient` is what flows in from behind, 1
    /// when left out. With `createGraph` the gradients can be differentiated again, but for those that the kernels make
    /// (bfloat16 and float32 on a CPU), which throw: gradients of gradients are computed in float64.
    public static func grad(
        of output: Tensor, wrt inputs: [Tensor], gradient: Tensor? = nil, retainGraph: Bool = false,
        createGraph: Bool = false
    ) throws -> [Tensor?] {
        try withExtendedLifetime((output, gradient)) {
            try withHandles(inputs) { list in
                try collect(list.count) { out in
                    try check(
                        ct_grad(out, output.handle, list, list.count, gradient?.handle, retainGraph, createGraph),
                        [output] + inputs)
                }
            }
        }
    }

    /// `value`, of one element, made differentiable by gradients that are known already.
    ///
    /// In the backward pass input i receives `gradients[i]`, in its shape, times what flows in. For losses whose
    /// gradients are computed piece by piece with the loss, so that no record of the computation has to be kept.
    /// The result shares memory with `value`. Gradients are freed by the first backward pass that does not retain the
    /// graph; those that nobody else holds are then handed on without a copy.
    public static func attach(_ value: Tensor, inputs: [Tensor], gradients: [Tensor]) throws -> Tensor {
        guard inputs.count == gradients.count else {
            throw TorchError(
                code: .invalidArgument, operation: "attach",
                message: "\(inputs.count) inputs, but \(gradients.count) gradients")
        }
        return try withHandles(inputs) { inputs in
            try withHandles(gradients) { gradients in
                try value.make { ct_attach_gradients($0, $1, inputs, gradients, inputs.count) }
            }
        }
    }
}
