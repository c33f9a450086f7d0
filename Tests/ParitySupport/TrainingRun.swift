import Batching
public import NN
public import Torch
import Training

/// Training as the reference did it: the same batch at every step, AdamW, no weight decay.
public struct TrainingRun {
    private let model: any CausalLanguageModel
    private let input: ModelInput
    private let targets: [Int32]
    private let fixture: ParityFixture

    public init(model: any CausalLanguageModel, fixture: ParityFixture) throws {
        self.model = model
        self.fixture = fixture
        input = try fixture.input()
        targets = try fixture.targets()
    }

    /// The mean negative log-likelihood of the trained tokens.
    public func loss() throws -> Tensor {
        let sum = try CrossEntropy(model: model).sum(hidden: model.hidden(input), targets: targets)
        return try sum / Double(targets.count { $0 != CrossEntropy.ignoredTarget })
    }

    /// The gradients of all trainable weights under their checkpoint keys.
    public func gradients() throws -> [String: Tensor] {
        try model.clearGradients()
        try loss().backward()
        var found: [String: Tensor] = [:]
        for (name, parameter) in model.trainableParameters() { found[name] = try parameter.gradient?.clone() }
        try model.clearGradients()
        return found
    }

    /// The losses before each of `steps` steps of the product's own loop, one batch an epoch at a constant rate.
    public func losses(steps: Int, learningRate: Double = 1e-3) throws -> [Double] {
        var configuration = TrainerConfiguration()
        configuration.epochs = steps
        configuration.runsValidation = false
        configuration.savesModel = false
        var losses: [Double] = []
        _ = try Trainer(
            model: model,
            optimizer: AdamW(
                model.trainableParameters().map(\.parameter), configuration: .init(learningRate: learningRate)),
            schedule: StepLR(initialRate: learningRate, gamma: 1), configuration: configuration,
            trainingData: loader(), validationData: nil, saveResult: { "" },
            report: { event in
                if case .step(let report) = event { losses.append(report.loss) }
                return .goOn
            }
        ).run()
        return losses
    }

    private func loader() throws -> BatchLoader {
        let (ids, labels) = (try fixture.expected("input_ids", dtype: .int64), try fixture.labels())
        let (values, length) = (try ids.int64s().map { Int32($0) }, ids.shape[1])
        let data = try TokenizedDataset(
            name: fixture.name, origin: fixture.folder, padTokenID: 0,
            samples: stride(from: 0, to: values.count, by: length).map { start in
                TokenizedSample(
                    inputIDs: Array(values[start..<start + length]), labels: Array(labels[start..<start + length]))
            })
        return try BatchLoader(
            data: data, strategy: PaddingStrategy(contextLength: length, batchSize: data.count), shuffle: false)
    }
}
