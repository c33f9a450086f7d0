public import Batching
public import NN
import Torch

/// The one training loop: epochs, steps, accumulation, clipping, validation and saving, in that reading order.
///
/// It knows neither Llama nor LoRA: a model with trainable parameters, batches, and what to do with the result come
/// in; events go out, and each answer decides whether to go on.
public final class Trainer {
    private let model: any CausalLanguageModel
    private let optimizer: any Optimizer
    private let schedule: StepLR
    private let configuration: TrainerConfiguration
    private let trainingData: BatchLoader
    private let validationData: BatchLoader?
    private let saveResult: () throws -> String
    private let report: (TrainingEvent) throws -> TrainingDecision
    private let flops: ModelFLOPs
    private var gemmPeak: Double?
    private var packing: WeightPackingChoice
    private var checkpointing: ActivationCheckpointingChoice

    private var step = 0
    private var epoch = 0
    private var stopRequested = false
    private var consecutiveSkips = 0
    private var worstTold: ActivationCheckpointingChoice.Answer?
    private var trainingSeconds = 0.0
    private var trainingFLOPs = 0.0
    private var wholeRun = TokenLoss()
    private var epochLosses: [Double] = []
    private var bestEvaluationLoss: Double?
    private var savedPath: String?

    /// A run of this many steps that all had to be skipped will not recover.
    private static let largestRunOfSkips = 5

    /// - Parameters:
    ///   - optimizer: made for the model's trainable parameters.
    ///   - saveResult: writes the result and returns its path.
    ///   - availableMemory: in bytes, for the choices between time and memory.
    ///   - report: takes each event, answers how to go on.
    /// - Throws: `TorchError` when `LLAMA_RECIPES_INSTRUCTIONS` names no set of instructions.
    public init(
        model: any CausalLanguageModel, optimizer: any Optimizer, schedule: StepLR,
        configuration: TrainerConfiguration, trainingData: BatchLoader, validationData: BatchLoader?,
        saveResult: @escaping () throws -> String,
        availableMemory: @escaping () -> Int = { AvailableMemory.bytes() },
        report: @escaping (TrainingEvent) throws -> TrainingDecision
    ) throws {
        self.model = model
        self.optimizer = optimizer
        self.schedule = schedule
        self.configuration = configuration
        self.trainingData = trainingData
        self.validationData = validationData
        self.saveResult = saveResult
        self.report = report
        flops = ModelFLOPs(model)
        gemmPeak = configuration.gemmPeak
        packing = try WeightPackingChoice(
            configuration.weightPacking, model: model, availableMemory: availableMemory)
        let packed = configuration.weightPacking == .once ? packing.bytes : 0
        checkpointing = ActivationCheckpointingChoice(
            configuration.activationCheckpointing, blocks: model.activationBytes(),
            reserved: ActivationCheckpointingChoice.reservedBytes(of: model) + packed,
            availableMemory: availableMemory)
    }

    /// Trains to the end, or until a consumer of events says stop; leaves the model in evaluation mode. Packed weights are
    /// forgotten, also when it throws.
    ///
    /// From then on the process keeps freed memory, see `TorchRuntime.keepFreedMemory()`.
    /// - Throws: `TrainingError` when the loss stays or ends infinite, `TorchError` when memory runs out, and whatever
    ///   saving and reporting throw.
    public func run() throws -> TrainingSummary {
        TorchRuntime.keepFreedMemory()
        defer { model.clearPackedWeights() }
        try tell(.started(plan()))
        while epoch < configuration.epochs, !isOver {
            optimizer.learningRate = schedule.rate(epoch: epoch)
            try trainEpoch()
            try endEpoch()
            epoch += 1
        }
        model.setTraining(false)
        let summary = summary()
        try tell(.finished(summary))
        // A validation would have seen weights that are of no use.
        if consecutiveSkips > 0, !(configuration.runsValidation && validationData != nil) {
            throw TrainingError.notFinite(
                "the run ended in steps whose loss or gradients were not finite (\(consecutiveSkips), all skipped), so "
                    + "what it saved is probably of no use")
        }
        return summary
    }

    private var isOver: Bool {
        stopRequested || (configuration.maximumSteps > 0 && step >= configuration.maximumSteps)
    }

    // MARK: An epoch

    private func trainEpoch() throws {
        model.setTraining(true)
        var epochLoss = TokenLoss()
        let reader = trainingData.reader(epoch: epoch)
        defer { reader.cancel() }
        while !isOver {
            // Waiting for data is part of the step: a loader that is too slow must show.
            let stopwatch = Stopwatch()
            let microBatches = try reader.next(upTo: max(configuration.gradientAccumulationSteps, 1))
            if microBatches.isEmpty { break }
            try trainStep(microBatches, stopwatch, epochLoss: &epochLoss)
        }
        if let loss = epochLoss.mean { epochLosses.append(loss) }
    }

    private func endEpoch() throws {
        guard step > 0 else {
            throw TrainingError(
                "every step of the first epoch was skipped, so nothing was trained",
                cure: "look at the reasons above; 'llama-recipes inspect' shows the data")
        }
        var isWorthSaving = configuration.savesModel
        if configuration.runsValidation, let validationData {
            let report = try evaluate(validationData)
            try tell(.evaluated(report))
            isWorthSaving = isWorthSaving && report.isBest
        }
        if isWorthSaving { try save() }
    }

    // MARK: A step

    private func trainStep(_ microBatches: [Batch], _ stopwatch: Stopwatch, epochLoss: inout TokenLoss) throws {
        let trainedTokens = microBatches.reduce(0) { $0 + $1.trainedTokenCount }
        let tokens = microBatches.reduce(0) { $0 + $1.tokenCount }
        guard trainedTokens > 0 else {
            try skip(.nothingTrained, tokens: tokens)
            return
        }

        var summed = 0.0
        for batch in microBatches where batch.trainedTokenCount > 0 {
            // Every micro-batch is divided by the trained tokens of the whole step, so its share of the gradient is
            // that of its tokens, however they are spread over micro-batches.
            let recomputed = checkpointing(tokens: batch.tokenCount)
            try tell(recomputed, tokens: batch.tokenCount)
            let memory = MemoryChoices(
                recomputedBlocks: recomputed.blocks,
                packsWeights: packing.packs(tokens: batch.tokenCount, savesMemory: recomputed.blocks > 0))
            let loss = try BatchLoss.summed(model, batch, memory: memory)
            summed += try loss.item()
            try (loss / Double(trainedTokens)).backward()
        }
        let norm = try optimizer.gradientNorm()
        guard summed.isFinite, norm.isFinite else {
            try optimizer.clearGradients()
            try skip(.notFinite, tokens: tokens)
            return
        }
        if let threshold = configuration.gradientClippingThreshold, norm > threshold {
            try optimizer.scaleGradients(by: threshold / (norm + 1e-6))
        }
        try optimizer.step()

        consecutiveSkips = 0
        step += 1
        let seconds = stopwatch.seconds
        trainingSeconds += seconds
        // A micro-batch without a trained token was not computed.
        let stepFLOPs = microBatches.reduce(0) { $0 + ($1.trainedTokenCount > 0 ? flops($1) : 0) }
        trainingFLOPs += stepFLOPs
        epochLoss.add(summed: summed, trainedTokens: trainedTokens, tokens: tokens)
        wholeRun.add(summed: summed, trainedTokens: trainedTokens, tokens: tokens)
        raisePeak(above: stepFLOPs / max(seconds, 1e-9))
        try tell(
            .step(
                StepReport(
                    step: step, epoch: epoch, loss: summed / Double(trainedTokens),
                    learningRate: optimizer.learningRate, gradientNorm: norm,
                    throughput: Throughput(
                        tokens: tokens, trainedTokens: trainedTokens, flops: stepFLOPs, seconds: seconds,
                        gemmPeak: gemmPeak),
                    peakMemory: PeakMemory.resident)))
    }

    /// A step that is faster than the peak shows that something else ran while that was measured.
    private func raisePeak(above reached: Double) {
        guard let peak = gemmPeak, reached > peak else { return }
        // A yardstick that cannot be had is no reason to end a run.
        let again = try? GEMMPeak.measure(dtype: model.dtype, device: model.device)
        gemmPeak = max(reached, again ?? reached)
    }

    private func skip(_ reason: SkippedStep.Reason, tokens: Int) throws {
        try tell(.skipped(SkippedStep(epoch: epoch, reason: reason, tokens: tokens)))
        guard reason == .notFinite else { return }
        consecutiveSkips += 1
        if consecutiveSkips >= Self.largestRunOfSkips {
            throw TrainingError.notFinite(
                "the loss or its gradients were not finite \(consecutiveSkips) steps in a row, after step \(step)")
        }
    }

    // MARK: Validation and saving

    private func evaluate(_ data: BatchLoader) throws -> EvaluationReport {
        let loss = try Evaluator(model: model, maximumBatches: configuration.maximumEvaluationBatches).evaluate(data)
        let isBest = loss.loss < bestEvaluationLoss ?? .infinity
        if isBest { bestEvaluationLoss = loss.loss }
        return EvaluationReport(
            step: step, epoch: epoch, loss: loss.loss, perplexity: loss.perplexity, tokens: loss.tokens,
            trainedTokens: loss.trainedTokens, isBest: isBest)
    }

    private func save() throws {
        let path = try saveResult()
        savedPath = path
        try tell(.saved(SavedResult(step: step, epoch: epoch, path: path)))
    }

    // MARK: Reporting

    private func tell(_ event: TrainingEvent) throws {
        switch try report(event) {
        case .goOn: break
        case .save:
            // A consumer that answers everything with "save" must not ask for another save by the news of one.
            if case .saved = event { break }
            try save()
        case .stop: stopRequested = true
        }
    }

    /// Where memory is short, steps become slower than one would expect, and their report should say why.
    private func tell(_ recomputed: ActivationCheckpointingChoice.Answer, tokens: Int) throws {
        guard configuration.activationCheckpointing == .auto, recomputed.isWorse(than: worstTold) else { return }
        worstTold = recomputed
        try tell(
            .memoryIsShort(
                MemoryShortage(
                    step: step + 1, tokens: tokens, recomputedBlocks: recomputed.blocksThatKept,
                    blocks: model.blockCount, fits: recomputed.fits)))
    }

    private func plan() -> TrainingPlan {
        let (whole, rest) = trainingData.batchCount.quotientAndRemainder(
            dividingBy: max(configuration.gradientAccumulationSteps, 1))
        let perEpoch = whole + (rest > 0 ? 1 : 0)
        let (product, overflows) = perEpoch.multipliedReportingOverflow(by: configuration.epochs)
        let all = overflows ? Int.max : product
        return TrainingPlan(
            epochs: configuration.epochs, stepsPerEpoch: perEpoch,
            totalSteps: configuration.maximumSteps > 0 ? min(all, configuration.maximumSteps) : all,
            trainableParameters: model.trainableParameters().reduce(0) { $0 + $1.parameter.tensor.count },
            allParameters: model.namedParameters().reduce(0) { $0 + $1.parameter.tensor.count },
            gemmPeak: gemmPeak)
    }

    private func summary() -> TrainingSummary {
        TrainingSummary(
            steps: step, epochs: epochLosses.count, firstEpochLoss: epochLosses.first, lastEpochLoss: epochLosses.last,
            bestEvaluationLoss: bestEvaluationLoss,
            throughput: Throughput(
                tokens: wholeRun.tokens, trainedTokens: wholeRun.trainedTokens, flops: trainingFLOPs,
                seconds: trainingSeconds, gemmPeak: gemmPeak),
            peakMemory: PeakMemory.resident, path: savedPath)
    }
}
