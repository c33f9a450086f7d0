public import Configuration
public import Training

/// How to train; names and defaults are llama-recipes' `train_config`.
public struct TrainingSettings: SettingsGroup, Equatable {
    public var outputDir: String?
    public var usePEFT = false
    public var peftMethod = PEFTMethod.lora
    public var fromPEFTCheckpoint: String?
    public var batchSizeTraining = 4
    public var valBatchSize = 1
    public var gradientAccumulationSteps = 1
    public var gradientClipping = false
    public var gradientClippingThreshold = 1.0
    public var activationCheckpointing = ActivationCheckpointing.auto
    public var weightPacking = WeightPacking.auto
    public var numEpochs = 3
    public var maxTrainStep = 0
    public var maxEvalStep = 0
    public var lr = 1e-4
    public var weightDecay = 0.0
    public var optimizerStateDtype = OptimizerStateType.float32
    public var gamma = 0.85
    public var seed: UInt64 = 42
    public var shuffle = true
    public var runValidation = true
    public var saveModel = true
    public var freezeLayers = false
    public var numFreezeLayers = 1
    public var useProfiler = false
    public var profilerDir: String?

    public init() {}
    public static let groupAliases = ["train_config"]
    public static let title = "Training"

    public static let fields: [Field<Self>] = [
        Field(
            "output_dir", \.outputDir, "Run directory for the result, its settings and metrics; default runs/<time>.",
            placeholder: "DIR"),
        Field("use_peft", \.usePEFT, "Train a LoRA adapter (lora_config) instead of all weights."),
        Field("peft_method", \.peftMethod, "Kind of adapter."),
        Field(
            "from_peft_checkpoint", \.fromPEFTCheckpoint,
            "Adapter whose weights training starts from: a folder, or a name on the Hub.",
            placeholder: "DIR"),
        Field("batch_size_training", \.batchSizeTraining, "Rows in a training micro-batch.", rule: .atLeast(1)),
        Field("val_batch_size", \.valBatchSize, "Rows in a validation batch.", rule: .atLeast(1)),
        Field(
            "gradient_accumulation_steps", \.gradientAccumulationSteps, "Micro-batches in one optimizer step.",
            rule: .atLeast(1)),
        Field("gradient_clipping", \.gradientClipping, "Scale gradients down to the threshold."),
        Field(
            "gradient_clipping_threshold", \.gradientClippingThreshold, "Largest L2 norm of all gradients.",
            rule: .finite(moreThan: 0)),
        Field(
            "activation_checkpointing", \.activationCheckpointing,
            "Keep only the input of each block, and of long documents the output of attention, and compute the rest again "
                + "on the way back: less memory, more time, the same numbers (CPU only); auto: of as few blocks as memory "
                + "needs.",
            aliases: ["enable_activation_checkpointing", "fsdp_activation_checkpointing"]),
        Field(
            "weight_packing", \.weightPacking,
            "Rearrange frozen weights once, which takes two to four times their memory more, or on the fly for each "
                + "product; auto: once where batches are short and memory is plenty (CPU only)."),
        Field("num_epochs", \.numEpochs, "Passes over the training data.", rule: .atLeast(1)),
        Field(
            "max_train_step", \.maxTrainStep, "End after this many optimizer steps; 0 = no limit.", rule: .atLeast(0)),
        Field(
            "max_eval_step", \.maxEvalStep, "Look at this many validation batches; 0 = all.", rule: .atLeast(0)),
        Field(
            "lr", \.lr, "Learning rate of the first epoch (AdamW).", aliases: ["learning_rate"],
            rule: .finite(atLeast: 0)),
        Field("weight_decay", \.weightDecay, "Decoupled weight decay.", rule: .finite(atLeast: 0)),
        Field(
            "optimizer_state_dtype", \.optimizerStateDtype,
            "Type of AdamW's two moments; bfloat16 takes half the memory (CPU only)."),
        Field("gamma", \.gamma, "Factor on the learning rate after each epoch.", rule: .finite(moreThan: 0)),
        Field("seed", \.seed, "Seed of initialization, order and dropout."),
        Field("shuffle", \.shuffle, "Draw a new order each epoch; False keeps the order of the file."),
        Field("run_validation", \.runValidation, "Measure the validation loss after each epoch."),
        Field("save_model", \.saveModel, "Write the result whenever the validation loss improved."),
        Field("freeze_layers", \.freezeLayers, "Full fine-tuning: keep the first layers as they are."),
        Field("num_freeze_layers", \.numFreezeLayers, "How many layers that is.", rule: .atLeast(0)),
        Field("use_profiler", \.useProfiler, "Show where steps 4 to 6 go, by operation, and write a trace of them."),
        Field(
            "profiler_dir", \.profilerDir, "Folder for the profiler's trace; default <output_dir>/profile.",
            placeholder: "DIR"),
    ]

    public func conflicts() -> [SettingConflict] {
        var found: [SettingConflict] = []
        if fromPEFTCheckpoint != nil, !usePEFT {
            found.append(SettingConflict("from_peft_checkpoint", "needs --use_peft True"))
        }
        if freezeLayers, usePEFT {
            found.append(SettingConflict("freeze_layers", "is for full fine-tuning; drop --use_peft"))
        }
        if useProfiler, 1..<StepProfiler.steps.upperBound ~= maxTrainStep {
            found.append(
                SettingConflict(
                    "use_profiler",
                    "looks at steps \(StepProfiler.steps.lowerBound) to "
                        + "\(StepProfiler.steps.upperBound); give --max_train_step "
                        + "\(StepProfiler.steps.upperBound) or more"))
        }
        return found
    }

    /// The part of these settings that the loop itself knows.
    var trainer: TrainerConfiguration {
        var configuration = TrainerConfiguration()
        configuration.epochs = numEpochs
        configuration.maximumSteps = maxTrainStep
        configuration.gradientAccumulationSteps = gradientAccumulationSteps
        configuration.gradientClippingThreshold = gradientClipping ? gradientClippingThreshold : nil
        configuration.activationCheckpointing = activationCheckpointing
        configuration.weightPacking = weightPacking
        configuration.runsValidation = runValidation
        configuration.maximumEvaluationBatches = maxEvalStep
        configuration.savesModel = saveModel
        return configuration
    }
}

extension WeightPacking: SettingValue {}

/// A switch, as in llama-recipes, with a third position.
extension ActivationCheckpointing: SettingValue {
    public static var settingType: SettingType {
        SettingType(name: "True, False or auto", placeholder: "True|False|auto", isSwitch: true)
    }

    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        if literal == .plain("auto") || literal == .quoted("auto") {
            self = .auto
        } else if let isOn = try? Bool(setting: literal) {
            self = isOn ? .all : .none
        } else {
            throw SettingMismatch("'\(literal.displayText)' is not True, False or auto")
        }
    }

    public var setting: SettingLiteral {
        switch self {
        case .none: false.setting
        case .all: true.setting
        case .auto: .quoted("auto")
        }
    }
}

/// Types of the optimizer's moments.
public enum OptimizerStateType: String, SettingValue, CaseIterable {
    case float32
    case bfloat16
}

/// Kinds of adapter that can be trained.
public enum PEFTMethod: String, SettingValue, CaseIterable {
    case lora
}
