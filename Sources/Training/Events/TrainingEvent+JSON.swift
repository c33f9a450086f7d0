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
                "all_parameters": .int(plan.allParameters),
            ]
        case .step(let step):
            [
                "event": "step", "step": .int(step.step), "epoch": .int(step.epoch), "loss": .number(step.loss),
                "lr": .number(step.learningRate), "grad_norm": .number(step.gradientNorm), "tokens": .int(step.tokens),
                "trained_tokens": .int(step.trainedTokens), "tokens_per_second": .number(step.tokensPerSecond),
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
        case .finished(let summary):
            [
                "event": "finished", "steps": .int(summary.steps), "epochs": .int(summary.epochs),
                "first_epoch_loss": .number(summary.firstEpochLoss),
                "last_epoch_loss": .number(summary.lastEpochLoss),
                "best_evaluation_loss": .number(summary.bestEvaluationLoss), "tokens": .int(summary.tokens),
                "trained_tokens": .int(summary.trainedTokens), "training_seconds": .number(summary.trainingSeconds),
                "tokens_per_second": .number(summary.tokensPerSecond), "peak_memory": .int(summary.peakMemory),
                "path": summary.path.map { .string($0) } ?? .null,
            ]
        }
    }
}
