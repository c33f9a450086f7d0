public import Configuration

/// llama-recipes' settings that have nothing to set here.
///
/// Those that this program always does, or never needs, are accepted so that existing commands run unchanged. Those
/// that ask for something it does not do are errors when set: they are never ignored in silence.
public struct CompatibilitySettings: SettingsGroup, Equatable {
    public var numWorkersDataloader = 1
    public var mixedPrecision = true
    public var useFastKernels = false
    public var lowCPUFSDP = false
    public var oneGPU = false
    public var saveMetrics = false
    public var distCheckpointRootFolder = "PATH/to/save/FSDP/model"
    public var distCheckpointFolder = "fine-tuned"
    public var flopCounter = false
    public var flopCounterStart = 3

    public var enableFSDP = false
    public var useFP16 = false
    public var quantization: String?
    public var saveOptimizer = false
    public var useWandb = false

    public init() {}
    public static let title = "Kept for llama-recipes' users"
    public static let summary = "Accepted without effect, or refused with the reason when set."

    public static let fields: [Field<Self>] = [
        Field("num_workers_dataloader", \.numWorkersDataloader, "No effect: samples are tokenized before training."),
        Field("mixed_precision", \.mixedPrecision, "No effect: --dtype decides; states are always float32."),
        Field("use_fast_kernels", \.useFastKernels, "No effect: they are always used."),
        Field("low_cpu_fsdp", \.lowCPUFSDP, "No effect: weights are memory-mapped."),
        Field("one_gpu", \.oneGPU, "No effect: one device is used."),
        Field("save_metrics", \.saveMetrics, "No effect: metrics.jsonl is always written."),
        Field("dist_checkpoint_root_folder", \.distCheckpointRootFolder, "No effect without FSDP."),
        Field("dist_checkpoint_folder", \.distCheckpointFolder, "No effect without FSDP."),
        Field("flop_counter", \.flopCounter, "No effect: FLOP/s and MFU are always reported."),
        Field("flop_counter_start", \.flopCounterStart, "No effect: they are reported from the first step on."),
        Field("enable_fsdp", \.enableFSDP, "Refused: training runs on one device."),
        Field("use_fp16", \.useFP16, "Refused: use --dtype bfloat16, which needs no loss scaling."),
        Field("quantization", \.quantization, "Refused: the base model is not quantized for training."),
        Field("save_optimizer", \.saveOptimizer, "Refused: the optimizer's state is not written."),
        Field("use_wandb", \.useWandb, "Refused: metrics.jsonl holds every metric."),
    ]

    public func conflicts() -> [SettingConflict] {
        let refused: [(String, Bool, String)] = [
            ("enable_fsdp", enableFSDP, "training runs on one device; leave it out"),
            ("use_fp16", useFP16, "float16 needs loss scaling, which is not done here; use --dtype bfloat16"),
            ("quantization", quantization != nil, "quantized training is not supported; leave it out"),
            ("save_optimizer", saveOptimizer, "the optimizer's state is not written; leave it out"),
            ("use_wandb", useWandb, "not supported; metrics.jsonl in the run directory holds every metric"),
        ]
        return refused.filter(\.1).map { SettingConflict($0.0, $0.2) }
    }
}
