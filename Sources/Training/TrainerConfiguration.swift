/// What the loop needs to know beside the model and the data; the defaults are llama-recipes'.
public struct TrainerConfiguration: Sendable, Equatable {
    /// Passes over the training data.
    public var epochs = 3
    /// Optimizer steps after which training ends early; 0 means no limit.
    public var maximumSteps = 0
    /// Micro-batches whose gradients make one optimizer step.
    public var gradientAccumulationSteps = 1
    /// The L2 norm to which gradients are scaled down; nil leaves them alone.
    public var gradientClippingThreshold: Double?
    /// Which blocks are computed once more on the way back.
    public var activationCheckpointing = ActivationCheckpointing.auto
    /// When frozen matrices are packed once for all steps.
    public var weightPacking = WeightPacking.auto
    /// Whether each epoch ends with a pass over the validation data.
    public var runsValidation = true
    /// Validation batches looked at; 0 means all.
    public var maximumEvaluationBatches = 0
    /// Whether the result is written: after each epoch that improved the validation loss, or after each epoch when
    /// there is no validation.
    public var savesModel = true
    /// What MFU is measured against, see `GEMMPeak`; nil where it is not to be told.
    public var gemmPeak: Double?

    public init() {}
}
