import Batching
import NN
import Testing
import TestingSupport
import Torch
import Training

@Suite("Trainer")
struct TrainerTests {
    /// Trains a fresh toy model and gives the events, and the weights it ended with.
    private func train(
        samples: TokenizedDataset, strategy: any BatchingStrategy, validation: BatchLoader? = nil,
        configuration: TrainerConfiguration, rate: Double = 1e-2,
        onEvent: (TrainingEvent) -> TrainingDecision = { _ in .goOn }
    ) throws -> (events: [TrainingEvent], weights: [Float], saves: Int) {
        let model = try TinyLlama.model()
        var events: [TrainingEvent] = []
        var saves = 0
        try withoutActuallyEscaping(onEvent) { onEvent in
            _ = try Trainer(
                model: model,
                optimizer: AdamW(
                    model.trainableParameters().map(\.parameter), configuration: .init(learningRate: rate)),
                schedule: StepLR(initialRate: rate), configuration: configuration,
                trainingData: BatchLoader(data: samples, strategy: strategy, shuffle: false),
                validationData: validation,
                saveResult: {
                    saves += 1
                    return "result"
                },
                report: {
                    events.append($0)
                    return onEvent($0)
                }
            ).run()
        }
        return (events, try model.namedParameters().flatMap { try $0.parameter.tensor.floats() }, saves)
    }

    private func steps(_ events: [TrainingEvent]) -> [StepReport] {
        events.compactMap { if case .step(let report) = $0 { report } else { nil } }
    }

    private func oneEpoch(accumulating steps: Int = 1) -> TrainerConfiguration {
        var configuration = TrainerConfiguration()
        configuration.epochs = 1
        configuration.gradientAccumulationSteps = steps
        return configuration
    }

    @Test("one loss, however the same samples are spread over rows, micro-batches and packing")
    func lossDoesNotDependOnBatching() throws {
        let samples = try TinyLlama.samples(8)
        let runs = [
            try train(
                samples: samples, strategy: PaddingStrategy(contextLength: 64, batchSize: 8),
                configuration: oneEpoch()),
            try train(
                samples: samples, strategy: PaddingStrategy(contextLength: 64, batchSize: 1),
                configuration: oneEpoch(accumulating: 8)),
            try train(
                samples: samples, strategy: PaddingStrategy(contextLength: 64, batchSize: 3),
                configuration: oneEpoch(accumulating: 3)),
            try train(
                samples: samples, strategy: PackingStrategy(contextLength: 256, batchSize: 1),
                configuration: oneEpoch()),
        ]
        let first = try #require(steps(runs[0].events).first)
        for run in runs {
            let reports = steps(run.events)
            #expect(reports.count == 1)
            let report = try #require(reports.first)
            #expect(abs(report.loss - first.loss) < 1e-5)
            #expect(abs(report.gradientNorm - first.gradientNorm) < 1e-4 * first.gradientNorm)
            #expect(report.trainedTokens == first.trainedTokens)
            #expect(report.tokens == samples.tokenCount)
        }
    }

    @Test("activations are computed again only where blocks can be, and this is told")
    func recomputation() throws {
        let model = try TinyLlama.model(dtype: .float64)
        var configuration = oneEpoch()
        configuration.activationCheckpointing = .all
        let trainer = try Trainer(
            model: model, optimizer: AdamW(model.trainableParameters().map(\.parameter), configuration: .init()),
            schedule: StepLR(initialRate: 1e-2), configuration: configuration,
            trainingData: BatchLoader(
                data: TinyLlama.samples(4), strategy: PaddingStrategy(contextLength: 64, batchSize: 2), shuffle: false),
            validationData: nil, saveResult: { "result" }, report: { _ in .goOn })
        let error = #expect(throws: NNError.self) { try trainer.run() }
        #expect(error?.description.contains("recomputed for float64") == true)
    }

    @Test("gradients are scaled to the threshold, and the reported norm is the one before")
    func clipping() throws {
        let samples = try TinyLlama.samples(8)
        let strategy = try PackingStrategy(contextLength: 256, batchSize: 1)
        var configuration = oneEpoch()
        let free = try train(samples: samples, strategy: strategy, configuration: configuration)
        configuration.gradientClippingThreshold = 1e-9
        let clipped = try train(samples: samples, strategy: strategy, configuration: configuration)
        #expect(steps(free.events).map(\.gradientNorm) == steps(clipped.events).map(\.gradientNorm))
        // AdamW's first step is near the rate whatever the scale, until epsilon outweighs a tiny gradient.
        let start = try TinyLlama.model().namedParameters().flatMap { try $0.parameter.tensor.floats() }
        func moved(_ weights: [Float]) -> Float { zip(weights, start).map { abs($0 - $1) }.reduce(0, +) }
        #expect(moved(clipped.weights) < 0.2 * moved(free.weights))
    }

    @Test("the rate falls by gamma per epoch, steps stop at the limit, the last event is the summary")
    func ratesAndLimit() throws {
        var configuration = TrainerConfiguration()
        configuration.epochs = 4
        configuration.maximumSteps = 5
        let run = try train(
            samples: TinyLlama.samples(8), strategy: PaddingStrategy(contextLength: 64, batchSize: 4),
            configuration: configuration, rate: 0.01)
        let reports = steps(run.events)
        #expect(reports.map(\.epoch) == [0, 0, 1, 1, 2])
        #expect(reports.map(\.step) == [1, 2, 3, 4, 5])
        #expect(
            zip(reports.map(\.learningRate), [0.01, 0.01, 0.0085, 0.0085, 0.007225]).allSatisfy { abs($0 - $1) < 1e-12 }
        )
        guard case .started(let plan)? = run.events.first, case .finished(let summary)? = run.events.last else {
            Issue.record("no plan at the start or no summary at the end")
            return
        }
        #expect(plan.totalSteps == 5 && plan.stepsPerEpoch == 2)
        #expect(summary.steps == 5 && summary.epochs == 3 && summary.path == "result")
        #expect(summary.tokens == reports.reduce(0) { $0 + $1.tokens })
    }

    @Test("only an epoch that improved the validation loss is saved")
    func savesTheBest() throws {
        let samples = try TinyLlama.samples(16)
        let held = try BatchLoader(
            data: TinyLlama.samples(16, seed: 9), strategy: PackingStrategy(contextLength: 64, batchSize: 1),
            shuffle: false)
        var configuration = TrainerConfiguration()
        configuration.epochs = 6
        let run = try train(
            samples: samples, strategy: PackingStrategy(contextLength: 64, batchSize: 1), validation: held,
            configuration: configuration, rate: 0.05)
        let evaluations = run.events.compactMap { if case .evaluated(let report) = $0 { report } else { nil } }
        var best = Double.infinity
        for evaluation in evaluations {
            #expect(evaluation.isBest == (evaluation.loss < best))
            best = min(best, evaluation.loss)
        }
        #expect(evaluations.count == 6)
        #expect(run.saves == evaluations.count { $0.isBest })
        // Random labels cannot be learnt for held-out data, so this run must have an epoch that is not saved.
        #expect(run.saves < 6)
    }

    @Test("a step without a trained token changes nothing and is reported")
    func nothingTrained() throws {
        let trained = try TinyLlama.samples(2)
        let data = try TokenizedDataset(
            name: "toy", origin: "memory", padTokenID: 0,
            samples: [trained[0], trained[1], TokenizedSample(inputIDs: [1, 2, 3], labels: [-100, -100, -100])])
        let run = try train(
            samples: data, strategy: PaddingStrategy(contextLength: 64, batchSize: 1), configuration: oneEpoch())
        #expect(run.events.contains(.skipped(SkippedStep(epoch: 0, reason: .nothingTrained, tokens: 3))))
        #expect(steps(run.events).count == 2)
    }

    @Test("gradients that are not finite leave every weight as it was, and end a run that does not recover")
    func notFinite() throws {
        let model = try TinyLlama.model()
        let norm = try #require(model.namedParameters().first { $0.name == "model.norm.weight" })
        try Autograd.noGrad { try norm.parameter.tensor.fillInPlace(.infinity) }
        let before = try model.namedParameters().filter { $0.name != "model.norm.weight" }
            .flatMap { try $0.parameter.tensor.floats() }
        var skips = 0
        let samples = try TinyLlama.samples(8)
        #expect(throws: TrainingError.self) {
            _ = try Trainer(
                model: model, optimizer: AdamW(model.trainableParameters().map(\.parameter), configuration: .init()),
                schedule: StepLR(initialRate: 1e-2), configuration: oneEpoch(),
                trainingData: BatchLoader(
                    data: samples, strategy: PaddingStrategy(contextLength: 64, batchSize: 1), shuffle: false),
                validationData: nil, saveResult: { "" },
                report: {
                    if case .skipped(let skipped) = $0, skipped.reason == .notFinite { skips += 1 }
                    return .goOn
                }
            ).run()
        }
        #expect(skips == 5)
        let after = try model.namedParameters().filter { $0.name != "model.norm.weight" }
            .flatMap { try $0.parameter.tensor.floats() }
        #expect(before == after)
    }

    @Test(
        "a run that ends with weights of no use is an error, found by validation or by the steps that were skipped",
        arguments: [true, false])
    func divergence(validates: Bool) throws {
        let model = try TinyLlama.model()
        let samples = try TinyLlama.samples(2)
        func loader() throws -> BatchLoader {
            try BatchLoader(data: samples, strategy: PaddingStrategy(contextLength: 64, batchSize: 1), shuffle: false)
        }
        var ends = 0
        let trainer = try Trainer(
            model: model, optimizer: AdamW(model.trainableParameters().map(\.parameter), configuration: .init()),
            schedule: StepLR(initialRate: 1e38), configuration: oneEpoch(), trainingData: loader(),
            validationData: validates ? loader() : nil, saveResult: { "result" },
            report: { event in
                if case .finished = event { ends += 1 }
                return .goOn
            })
        let error = #expect(throws: TrainingError.self) { try trainer.run() }
        #expect(
            error?.description.hasPrefix(
                validates ? "the loss over the evaluation data is not finite" : "the run ended in steps whose loss")
                == true)
        #expect(error?.description.contains("lower --lr") == true)
        #expect(ends == (validates ? 0 : 1))
    }

    @Test("a run in which every step was skipped is an error, and nothing is saved")
    func nothingTrainedAtAll() throws {
        let model = try TinyLlama.model()
        try Autograd.noGrad {
            for (name, parameter) in model.namedParameters() where name == "model.norm.weight" {
                try parameter.tensor.fillInPlace(.nan)
            }
        }
        var saves = 0
        #expect(throws: TrainingError.self) {
            _ = try Trainer(
                model: model, optimizer: AdamW(model.trainableParameters().map(\.parameter), configuration: .init()),
                schedule: StepLR(initialRate: 1e-2), configuration: oneEpoch(),
                trainingData: BatchLoader(
                    data: TinyLlama.samples(3), strategy: PaddingStrategy(contextLength: 64, batchSize: 1),
                    shuffle: false),
                validationData: nil,
                saveResult: {
                    saves += 1
                    return ""
                },
                report: { _ in .goOn }
            ).run()
        }
        #expect(saves == 0)
    }

    @Test("absurd numbers of epochs and micro-batches make a plan, not a crash")
    func absurdNumbers() throws {
        var configuration = TrainerConfiguration()
        configuration.epochs = .max
        configuration.gradientAccumulationSteps = .max
        configuration.maximumSteps = 2
        let run = try train(
            samples: TinyLlama.samples(4), strategy: PaddingStrategy(contextLength: 64, batchSize: 1),
            configuration: configuration)
        #expect(steps(run.events).count == 2)
    }

    @Test("a consumer of events can ask for a save and for the end")
    func decisions() throws {
        var configuration = TrainerConfiguration()
        configuration.savesModel = false
        let run = try train(
            samples: TinyLlama.samples(8), strategy: PaddingStrategy(contextLength: 64, batchSize: 1),
            configuration: configuration
        ) { event in
            guard case .step(let report) = event else { return .goOn }
            return report.step == 2 ? .save : report.step == 3 ? .stop : .goOn
        }
        #expect(steps(run.events).count == 3)
        #expect(run.saves == 1)
    }

    @Test("twenty steps leave no tensor behind")
    func noLeak() throws {
        func run() throws {
            var configuration = TrainerConfiguration()
            configuration.epochs = 20
            _ = try train(
                samples: TinyLlama.samples(4), strategy: PackingStrategy(contextLength: 64, batchSize: 4),
                configuration: configuration)
        }
        try run()  // what libtorch keeps for good is made now
        let before = TorchRuntime.liveTensorCountOnThread
        try run()
        #expect(TorchRuntime.liveTensorCountOnThread == before)
    }
}
