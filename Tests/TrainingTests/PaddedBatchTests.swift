import Batching
import NN
import Testing
import TestingSupport
import Torch
import Training

/// Keeps the gradients of every step, and changes nothing.
private final class GradientRecorder: Optimizer {
    var learningRate = 0.0
    private(set) var gradients: [[Tensor]] = []
    private let parameters: [Parameter]

    init(_ parameters: [Parameter]) {
        self.parameters = parameters
    }

    func step() throws {
        gradients.append(try parameters.map { try #require(try $0.gradient).clone() })
        try clearGradients()
    }

    func clearGradients() throws { for parameter in parameters { try parameter.tensor.clearGrad() } }
    func gradientNorm() throws -> Double { 1 }
    func scaleGradients(by factor: Double) throws {}
}

@Suite("padded batches are computed without their padding")
struct PaddedBatchTests {
    private let samples: TokenizedDataset

    /// Samples whose padding is no id of the model's: what computes it fails.
    init() throws {
        let drawn = try TinyLlama.samples(6)
        samples = try TokenizedDataset(
            name: "toy", origin: "memory", padTokenID: 1_000_000, samples: (0..<drawn.count).map { drawn[$0] })
    }

    private func loader(shuffle: Bool = false) throws -> BatchLoader {
        try BatchLoader(
            data: samples, strategy: PaddingStrategy(contextLength: 64, batchSize: 6), shuffle: shuffle)
    }

    /// Loss and gradients of a batch as it lies: every row one causal document, its padding computed as id 0.
    private func padded(_ model: any CausalLanguageModel, _ batch: Batch) throws -> (loss: Double, gradients: [Tensor])
    {
        let ids = batch.inputIDs.map { $0 == samples.padTokenID ? 0 : $0 }
        let input = try ModelInput(
            inputIDs: ids, positionIDs: batch.positionIDs, rows: batch.rows, length: batch.length)
        let sum = try CrossEntropy(model: model).sum(hidden: model.hidden(input), targets: batch.targets)
        let loss = try sum / Double(batch.trainedTokenCount)
        try loss.backward()
        let gradients = try model.trainableParameters().map { try #require(try $0.parameter.gradient).clone() }
        try model.clearGradients()
        return (try loss.item(), gradients)
    }

    @Test("a training step has the loss and the gradients of the padded rows")
    func training() throws {
        let batch = try loader().batches(epoch: 0).batch(at: 0)
        #expect(batch.tokenCount < batch.rows * batch.length)
        let model = try TinyLlama.model()
        let expected = try padded(model, batch)
        let recorder = GradientRecorder(model.trainableParameters().map(\.parameter))
        var configuration = TrainerConfiguration()
        configuration.epochs = 1
        configuration.savesModel = false
        var reports: [StepReport] = []
        _ = try Trainer(
            model: model, optimizer: recorder, schedule: StepLR(initialRate: 0), configuration: configuration,
            trainingData: loader(), validationData: nil, saveResult: { "" },
            report: {
                if case .step(let report) = $0 { reports.append(report) }
                return .goOn
            }
        ).run()
        #expect(reports.map(\.tokens) == [samples.tokenCount])
        #expect(reports.map(\.trainedTokens) == [batch.trainedTokenCount])
        #expect(abs(try #require(reports.first).loss - expected.loss) < 1e-6)
        let found = try #require(recorder.gradients.first)
        #expect(found.count == expected.gradients.count)
        for (one, other) in zip(found, expected.gradients) {
            let (distance, size) = (try (one - other).norm().item() as Double, try other.norm().item() as Double)
            #expect(size > 0 && distance < 1e-5 * size)
        }
    }

    @Test("evaluation has the loss of the padded rows")
    func evaluation() throws {
        let model = try TinyLlama.model()
        let batch = try loader().batches(epoch: 0).batch(at: 0)
        let result = try Evaluator(model: model).evaluate(loader())
        #expect(abs(result.loss - (try padded(model, batch).loss)) < 1e-6)
        #expect(result.tokens == samples.tokenCount)
    }
}
