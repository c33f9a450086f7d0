import CTorch

/// AdamW in one pass over memory. Source: https://arxiv.org/abs/1711.05101
public enum FusedAdamW {
    /// One step in place on parameters, their state and their step counters; not recorded for gradients.
    ///
    /// All lists are of one length. A parameter, its gradient and its two averages share shape and type; counters are
    /// float32 of rank 0, start at 0, and are advanced by 1 here. Throws otherwise, before anything has changed.
    public static func step(
        parameters: [Tensor], gradients: [Tensor], expAvgs: [Tensor], expAvgSqs: [Tensor], steps: [Tensor],
        lr: Double, beta1: Double = 0.9, beta2: Double = 0.999, weightDecay: Double = 0.01, eps: Double = 1e-8
    ) throws {
        for (name, list) in [
            ("gradients", gradients), ("expAvgs", expAvgs), ("expAvgSqs", expAvgSqs), ("steps", steps),
        ] where list.count != parameters.count {
            throw TorchError(
                code: .invalidArgument, operation: "FusedAdamW",
                message: "\(parameters.count) parameters, but \(list.count) \(name)")
        }
        try withExtendedLifetime((parameters, gradients, expAvgs, expAvgSqs, steps)) {
            try check(
                ct_adamw_(
                    parameters.map(\.handle), gradients.map(\.handle), expAvgs.map(\.handle),
                    expAvgSqs.map(\.handle), steps.map(\.handle), parameters.count, lr, beta1, beta2, weightDecay, eps))
        }
    }
}
