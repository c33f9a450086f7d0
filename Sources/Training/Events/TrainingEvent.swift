public import Batching

/// What a run reports as it goes; progress bar, JSON lines and the rest are consumers of these.
public enum TrainingEvent: Sendable, Equatable {
    /// What the check of the data found, before the model is loaded; the answer to it is not looked at. Told by those
    /// who prepare the data, the loop itself begins with `started`.
    case checked(DataReport)
    case started(TrainingPlan)
    case step(StepReport)
    /// Told before the first batch for which it holds, and again where it becomes worse.
    case memoryIsShort(MemoryShortage)
    case skipped(SkippedStep)
    case evaluated(EvaluationReport)
    case saved(SavedResult)
    /// Told by those who profile; the answer to it is not looked at.
    case profiled(ProfileReport)
    case finished(TrainingSummary)
}

/// What a consumer of events tells the loop to do next.
public enum TrainingDecision: Sendable {
    case goOn
    /// Write the result now, then go on; no answer to `saved` itself.
    case save
    /// End here as if this were the last step: validation and saving follow as they would after it.
    case stop
}

/// The size of the work ahead.
public struct TrainingPlan: Sendable, Equatable {
    public let epochs: Int
    public let stepsPerEpoch: Int
    /// All optimizer steps, `maximumSteps` considered.
    public let totalSteps: Int
    public let trainableParameters: Int
    public let allParameters: Int
    /// What the device's matrix products reach, in floating-point operations a second; nil where it was not measured.
    public let gemmPeak: Double?
}

/// One optimizer step.
public struct StepReport: Sendable, Equatable {
    /// Counts from 1 over all epochs.
    public let step: Int
    /// Counts from 0.
    public let epoch: Int
    /// Mean negative log-likelihood in nats over the step's trained tokens, before the update.
    public let loss: Double
    /// Learning rate of this update.
    public let learningRate: Double
    /// L2 norm of all gradients before clipping.
    public let gradientNorm: Double
    /// Tokens of this step, and how fast they were.
    public let throughput: Throughput
    /// Highest resident memory of the process so far, in bytes.
    public let peakMemory: Int

    public var tokens: Int { throughput.tokens }
    public var trainedTokens: Int { throughput.trainedTokens }

    public init(
        step: Int, epoch: Int, loss: Double, learningRate: Double, gradientNorm: Double, throughput: Throughput,
        peakMemory: Int
    ) {
        self.step = step
        self.epoch = epoch
        self.loss = loss
        self.learningRate = learningRate
        self.gradientNorm = gradientNorm
        self.throughput = throughput
        self.peakMemory = peakMemory
    }
}

/// Blocks that are computed once more because memory would not hold what they keep.
public struct MemoryShortage: Sendable, Equatable {
    /// The step that this is about, counted from 1.
    public let step: Int
    /// Tokens of the batch.
    public let tokens: Int
    public let recomputedBlocks: Int
    /// All that the model has.
    public let blocks: Int
    /// Whether that is expected to be enough.
    public let fits: Bool

    public init(step: Int, tokens: Int, recomputedBlocks: Int, blocks: Int, fits: Bool) {
        self.step = step
        self.tokens = tokens
        self.recomputedBlocks = recomputedBlocks
        self.blocks = blocks
        self.fits = fits
    }
}

/// A step that changed nothing, and why.
public struct SkippedStep: Sendable, Equatable {
    public enum Reason: String, Sendable {
        /// No token of its micro-batches is trained.
        case nothingTrained = "nothing_trained"
        /// Loss or gradients are infinite or not a number.
        case notFinite = "not_finite"
    }

    public let epoch: Int
    public let reason: Reason
    public let tokens: Int

    public init(epoch: Int, reason: Reason, tokens: Int) {
        self.epoch = epoch
        self.reason = reason
        self.tokens = tokens
    }
}

/// Loss over held-out data.
public struct EvaluationReport: Sendable, Equatable {
    public let step: Int
    public let epoch: Int
    /// Summed negative log-likelihood / number of predicted tokens, in nats.
    public let loss: Double
    /// exp(loss).
    public let perplexity: Double
    public let tokens: Int
    public let trainedTokens: Int
    /// Whether no earlier evaluation of this run had a lower loss.
    public let isBest: Bool
}

/// A result on disk.
public struct SavedResult: Sendable, Equatable {
    public let step: Int
    public let epoch: Int
    public let path: String

    public init(step: Int, epoch: Int, path: String) {
        self.step = step
        self.epoch = epoch
        self.path = path
    }
}

/// The whole run.
public struct TrainingSummary: Sendable, Equatable {
    public let steps: Int
    public let epochs: Int
    /// Loss over all trained tokens of the first epoch, nil when no step ran.
    public let firstEpochLoss: Double?
    /// Loss over all trained tokens of the last epoch.
    public let lastEpochLoss: Double?
    public let bestEvaluationLoss: Double?
    /// All steps together; evaluation and saving are not counted.
    public let throughput: Throughput
    /// Highest resident memory of the process, in bytes.
    public let peakMemory: Int
    public let path: String?

    public var tokens: Int { throughput.tokens }
    public var trainedTokens: Int { throughput.trainedTokens }
    public var tokensPerSecond: Double { throughput.tokensPerSecond }
}
