import CTorch

/// AdamW in one pass over memory. Source: https://arxiv.org/abs/1711.05101
public enum FusedAdamW {
    /// One step in place on parameters, their state and their step counters; not recorded for gradients.
    ///
    /// All lists are of one length. A parameter, its gradient, its master copy and its two averages share their shape, a
    /// parameter and its gradient their type. A master is float32, takes the update, and is rounded to its parameter;
    /// beside a bfloat16 parameter it may be int16: the float32 copy's bits less the parameter's, which hold it exactly
    /// (zeros for a copy equal to its parameter). Without one the parameter takes the update. Averages are float32, or on the CPU bfloat16, rounded up or down at random by
    /// a function of parameter, place and step, so that small changes add up. Counters are float32 of one element, start
    /// at 0, and are advanced by 1 here. Throws otherwise, before anything has changed.
    /// - Parameters:
    ///   - masters: empty where no parameter has one.
    ///   - isReference: whether libtorch's own operations do it, which the kernel is tested against; they want averages
    ///     of the type that takes the update.
    public static func step(
        parameters: [Tensor], masters: [Tensor?] = [], gradients: [Tensor], expAvgs: [Tensor], expAvgSqs: [Tensor],
        steps: [Tensor], lr: Double, beta1: Double = 0.9, beta2: Double = 0.999, weightDecay: Double = 0.01,
        eps: Double = 1e-8, isReference: Bool = false
    ) throws {
        let masters = masters.isEmpty ? parameters.map { _ in nil } : masters
        for (name, count) in [
            ("masters", masters.count), ("gradients", gradients.count), ("expAvgs", expAvgs.count),
            ("expAvgSqs", expAvgSqs.count), ("steps", steps.count),
        ] where count != parameters.count {
            throw TorchError(
                code: .invalidArgument, operation: "FusedAdamW",
                message: "\(parameters.count) parameters, but \(count) \(name)")
        }
        let operation = isReference ? ct_adamw_reference_ : ct_adamw_
        try withExtendedLifetime((parameters, masters, gradients, expAvgs, expAvgSqs, steps)) {
            try check(
                operation(
                    parameters.map(\.handle), masters.map { $0?.handle }, gradients.map(\.handle),
                    expAvgs.map(\.handle), expAvgSqs.map(\.handle), steps.map(\.handle), parameters.count, lr, beta1,
                    beta2, weightDecay, eps))
        }
    }
}
