public import ModelFiles

extension TrainingEvent {
    /// The event as one JSON object, the form of `--json` and of `metrics.jsonl`.
    ///
    /// Numbers that JSON cannot write (infinite, not a number) become null.
    public var json: JSONValue {
        switch self {
        case .checked(let report): report.json
        case .started(let plan):
            [
                "event": "started", "epochs": .int(plan.epochs), "steps_per_epoch": .int(plan.stepsPerEpoch),
                "steps": .int(plan.totalSteps), "trainable_parameters": .int(plan.trainableParameters),
                "all_parameters": .int(plan.allParameters), "gemm_peak": .number(plan.gemmPeak),
            ]
        case .step(let step):
            step.throughput.added(to: [
                "event": "step", "step": .int(step.step), "epoch": .int(step.epoch), "loss": .number(step.loss),
                "lr": .number(step.learningRate), "grad_norm": .number(step.gradientNorm),
                "peak_memory": .int(step.peakMemory),
            ])
        case .memoryIsShort(let shortage):
            [
                "event": "memory_is_short", "step": .int(shortage.step), "tokens": .int(shortage.tokens),
                "recomputed_blocks": .int(shortage.recomputedBlocks), "blocks": .int(shortage.blocks),
                "fits": .bool(shortage.fits),
            ]
        case .skipped(let skipped):
            [
                "event": "skipped", "epoch": .int(skipped.epoch), "reason": .string(skipped.reason.rawValue),
                "tokens": .int(skipped.tokens),
            ]
        case .evaluated(let report):
            [
                "event": "evaluated", "step": .int(report.step), "epoch": .int(report.epoch),
                "loss": .number(report.loss), "perplexity": .number(report.perplexity), "tokens": .int(report.tokens),
                "trained_tokens": .int(report.trainedTokens), "best": .bool(report.isBest),
            ]
        case .saved(let saved):
            [
                "event": "saved", "step": .int(saved.step), "epoch": .int(saved.epoch), "path": .string(saved.path),
            ]
        case .profiled(let report): report.json
        case .finished(let summary):
            summary.throughput.added(to: [
                "event": "finished", "steps": .int(summary.steps), "epochs": .int(summary.epochs),
                "first_epoch_loss": .number(summary.firstEpochLoss),
                "last_epoch_loss": .number(summary.lastEpochLoss),
                "best_evaluation_loss": .number(summary.bestEvaluationLoss),
                "training_seconds": .number(summary.throughput.seconds), "peak_memory": .int(summary.peakMemory),
                "path": summary.path.map { .string($0) } ?? .null,
            ])
        }
    }
}

extension Throughput {
    fileprivate func added(to event: JSONValue) -> JSONValue {
        var event = event
        let figures: [(String, JSONValue)] = [
            ("tokens", .int(tokens)), ("trained_tokens", .int(trainedTokens)),
            ("tokens_per_second", .number(tokensPerSecond)),
            ("trained_tokens_per_second", .number(trainedTokensPerSecond)),
            ("flops_per_second", .number(flopsPerSecond)), ("mfu", .number(mfu)),
            ("gemm_peak", .number(gemmPeak)),
        ]
        for (key, value) in figures { event[key] = value }
        return event
    }
}
