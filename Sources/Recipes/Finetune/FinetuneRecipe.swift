import Adapters
import Batching
import Checkpoints
import Configuration
import Datasets
import NN
import Tokenizers
import Torch
public import Training

/// Fine-tunes a model on a data set: what `llama-recipes finetuning` does.
public struct FinetuneRecipe {
    private var settings: FinetuneSettings
    private let announce: (String) -> Void
    private let hub: HubFiles

    /// - Parameters:
    ///   - hub: brings what is named by its name on the Hub.
    ///   - announce: takes lines for people about what is being done.
    public init(
        _ settings: FinetuneSettings, hub: HubFiles = HubFiles(), announce: @escaping (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.hub = hub
        self.announce = announce
    }

    /// Runs it, from reading the data to writing the result.
    ///
    /// Everything that can be wrong with settings, output folder and data is found before the model is loaded.
    /// - Parameter report: takes each event, answers how to go on.
    /// - Throws: `ConfigurationError`, or the error of the part that failed.
    public func run(
        report: (TrainingEvent) throws -> TrainingDecision = { _ in .goOn }
    ) throws -> TrainingSummary {
        var recipe = self
        try recipe.adoptCheckpointSettings()
        let yaml = try recipe.checkedConfiguration()
        try recipe.fetchModel()
        return try recipe.runChecked(yaml, report: report)
    }

    /// Going on from an adapter means going on with its settings; others given beside it are a contradiction.
    private mutating func adoptCheckpointSettings() throws {
        guard settings.training.usePEFT, let checkpoint = settings.training.fromPEFTCheckpoint else { return }
        let folder = try hub.path(of: checkpoint, .adapter, option: "--from_peft_checkpoint")
        let stored = try PEFTAdapter.configuration(in: folder)
        guard settings.lora == LoRAConfiguration() || Self.agree(settings.lora, stored) else {
            throw RecipeError(
                "\(checkpoint): the adapter has its own lora_config, which differs from the one given",
                cure: "leave --lora_config out, or train a new adapter without --from_peft_checkpoint")
        }
        settings.lora = stored
    }

    /// Whether both mean the same; a saved adapter names its layers one by one and in an order of its own.
    private static func agree(_ given: LoRAConfiguration, _ stored: LoRAConfiguration) -> Bool {
        var (given, stored) = (given, stored)
        if given.targetModules.contains(LoRAConfiguration.allLinear) { given.targetModules = stored.targetModules }
        given.targetModules.sort()
        stored.targetModules.sort()
        return given == stored
    }

    /// Brings what is named by its name on the Hub, once everything that needs no model is known to be right.
    private mutating func fetchModel() throws {
        let run = RunDirectory(path: settings.training.outputDir)
        try run.checkWritable()
        try run.checkHolds(noOther: settings.training.usePEFT)
        let device = try settings.model.resolvedDevice()
        guard device == .cpu || settings.training.activationCheckpointing != .all else {
            throw RecipeError(
                "--activation_checkpointing True: blocks are recomputed on the CPU only, not on \(device)",
                cure: "leave it out, or give --device cpu")
        }
        settings.model = try settings.model.local(hub)
        settings.training.fromPEFTCheckpoint = try settings.training.fromPEFTCheckpoint.map {
            try hub.path(of: $0, .adapter, option: "--from_peft_checkpoint")
        }
    }

    /// - Parameter yaml: the settings as they were given.
    private func runChecked(
        _ yaml: String, report: (TrainingEvent) throws -> TrainingDecision
    ) throws -> TrainingSummary {
        let training = settings.training
        let run = RunDirectory(path: training.outputDir)
        try run.checkDiffers(from: settings.model.requiredPath)
        guard settings.model.dtype != .float16 else {
            throw RecipeError(
                "--dtype float16: its gradients need loss scaling, which is not done here",
                cure: "use bfloat16 or float32")
        }
        try TorchRuntime.seed(training.seed)

        let tokenizer = try settings.model.loadTokenizer()
        let data = try loadData(tokenizer)
        let check = data.report.map { TrainingEvent.checked($0) }
        if let check { _ = try report(check) }
        announce("loading \(try settings.model.requiredPath) as \(settings.model.dtype.rawValue)")
        let loaded = try LoadedModel(settings.model, tokenizer: tokenizer)
        for loader in [data.training, data.validation].compactMap({ $0 }) { try loaded.requireEmbeddings(of: loader) }
        let result = try prepare(loaded)
        var trainer = training.trainer
        trainer.gemmPeak = try GEMMPeak.measure(dtype: loaded.model.dtype, device: loaded.model.device)
        let profiler =
            training.useProfiler
            ? StepProfiler(folder: training.profilerDir ?? "\(run.path)/profile", device: loaded.model.device) : nil

        let metrics = try run.begin(configuration: yaml)
        if let check { try metrics.write(check.json) }
        return try withoutActuallyEscaping(report) { report in
            try Trainer(
                model: loaded.model,
                optimizer: AdamW(
                    loaded.model.trainableParameters().map(\.parameter),
                    configuration: .init(
                        learningRate: training.lr, weightDecay: training.weightDecay,
                        stateType: training.optimizerStateDtype == .float32 ? .float32 : .bfloat16)),
                schedule: StepLR(initialRate: training.lr, gamma: training.gamma),
                configuration: trainer, trainingData: data.training, validationData: data.validation,
                saveResult: {
                    try result.write(run.path)
                    return run.path
                },
                report: { event in
                    let profile = try profiler?.consume(event)
                    try metrics.write(event.json)
                    let decision = try report(event)
                    if let profile {
                        try metrics.write(profile.json)
                        _ = try report(.profiled(profile))
                    }
                    return decision
                }
            ).run()
        }
    }

    /// The fully resolved settings as YAML, after each group had its say about conflicts.
    private func checkedConfiguration() throws -> String {
        try settings.schema.checked().yaml()
    }

    private func loadData(_ tokenizer: any Tokenizer) throws -> TrainingData {
        let training = settings.training
        return try TrainingData(
            DataPreparation(
                data: settings.data, dataset: settings.dataset, tokenizer: tokenizer,
                tokenizerPath: settings.model.tokenizerPath,
                splits: training.runValidation ? [.train, .validation] : [.train], threads: settings.model.numThreads,
                hub: hub, announce: announce, warn: announce),
            settings.batching.batchingStrategy, training, announce: announce)
    }

    /// Makes the right parameters trainable and says how the result is written.
    private func prepare(_ loaded: LoadedModel) throws -> TrainingResult {
        guard settings.training.usePEFT else {
            try loaded.model.setTrainable(true)
            if settings.training.freezeLayers {
                try freeze(layers: settings.training.numFreezeLayers, of: loaded.model)
            }
            return try .fullModel(loaded)
        }
        if let checkpoint = settings.training.fromPEFTCheckpoint {
            try PEFTAdapter.load(into: loaded.model, from: checkpoint)
        } else {
            try LoRA.apply(to: loaded.model, configuration: settings.lora)
        }
        return .adapter(loaded)
    }

    /// llama-recipes' `freeze_layers`: the first blocks keep their weights.
    private func freeze(layers: Int, of model: any CausalLanguageModel) throws {
        guard layers < model.blockCount else {
            throw RecipeError(
                "num_freeze_layers is \(layers), the model has \(model.blockCount) layers",
                cure: "leave at least one layer to train")
        }
        for (name, parameter) in model.namedParameters() {
            let parts = name.split(separator: ".")
            guard let place = parts.firstIndex(of: "layers"), place + 1 < parts.count,
                let layer = Int(parts[place + 1]), layer < layers
            else { continue }
            try parameter.setTrainable(false)
        }
    }
}
