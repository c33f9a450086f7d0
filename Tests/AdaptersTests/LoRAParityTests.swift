import Adapters
import NN
import ParitySupport
import Testing
import Torch

/// Equality with peft: adapters that peft saved give its logits, gradients and first ten losses.
struct LoRAParityTests {
    static let cases = ParityFixture.all.flatMap { fixture in
        fixture.adapters.map { AdapterCase(fixture: fixture, adapter: $0) }
    }

    @Test(arguments: cases)
    func logitsAndLossAreEqual(_ test: AdapterCase) throws {
        let model = try test.model()
        let logits = try model.logits(model.hidden(test.fixture.input()))
        #expect(try relativeError(logits, test.expected("logits")) < 1e-4)
        // The adapter must matter, or the comparison says nothing about it.
        #expect(try relativeError(logits, test.fixture.expected("logits")) > 1e-2)
        let loss = try TrainingRun(model: model, fixture: test.fixture).loss()
        #expect(try relativeError(loss, test.expected("loss")) < 1e-4)
    }

    @Test(arguments: cases)
    func everyGradientIsEqual(_ test: AdapterCase) throws {
        let model = try test.model()
        let gradients = try TrainingRun(model: model, fixture: test.fixture).gradients()
        #expect(gradients.count == 2 * LoRA.layers(in: model).count)
        for (name, gradient) in gradients {
            #expect(try relativeError(gradient, test.expected("base_model.model.\(name)")) < 1e-4, "\(name)")
        }
    }

    @Test(arguments: cases)
    func firstTenLossesAreEqual(_ test: AdapterCase) throws {
        let losses = try TrainingRun(model: test.model(), fixture: test.fixture).losses(steps: 10)
        let expected = try test.expected("losses").doubles()
        for (step, (found, wanted)) in zip(losses, expected).enumerated() {
            #expect(abs(found - wanted) < 1e-4 * wanted, "step \(step): \(found) instead of \(wanted)")
        }
        #expect(losses[9] < losses[0])
    }

    @Test func bfloat16StaysNearAndTrainsInFloat32() throws {
        for test in Self.cases.prefix(6) {
            let model = try test.model(dtype: .bfloat16)
            #expect(model.trainableParameters().allSatisfy { $0.parameter.tensor.dtype == .float32 })
            let logits = try model.logits(model.hidden(test.fixture.input()))
            #expect(logits.dtype == .bfloat16)
            #expect(try relativeError(logits, test.expected("logits")) < 0.05)
            for (name, gradient) in try TrainingRun(model: model, fixture: test.fixture).gradients() {
                #expect(gradient.dtype == .float32)
                #expect(try relativeError(gradient, test.expected("base_model.model.\(name)")) < 0.15, "\(name)")
            }
        }
    }

    @Test func twentyStepsLeaveNoTensorBehind() throws {
        let test = AdapterCase(fixture: ParityFixture("gqa-tied"), adapter: "lora-all")
        let before = TorchRuntime.liveTensorCountOnThread
        do {
            let run = try TrainingRun(model: test.model(), fixture: test.fixture)
            _ = try run.losses(steps: 1)
            let afterOne = TorchRuntime.liveTensorCountOnThread
            #expect(afterOne > before, "the counter must count")
            _ = try run.losses(steps: 20)
            #expect(TorchRuntime.liveTensorCountOnThread == afterOne)
        }
        #expect(TorchRuntime.liveTensorCountOnThread == before)
    }
}
