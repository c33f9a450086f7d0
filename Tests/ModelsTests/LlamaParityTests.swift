import NN
import ParitySupport
import Testing
import Torch

/// Equality with transformers: logits, loss, every gradient and the first ten losses, to 1e-4 relative in float32.
struct LlamaParityTests {
    @Test(arguments: ParityFixture.all)
    func logitsAreEqual(_ fixture: ParityFixture) throws {
        let model = try fixture.model()
        let logits = try model.logits(model.hidden(fixture.input()))
        #expect(try relativeError(logits, fixture.expected("logits")) < 1e-4)
    }

    @Test(arguments: ParityFixture.all)
    func lossIsEqual(_ fixture: ParityFixture) throws {
        let loss = try TrainingRun(model: fixture.model(), fixture: fixture).loss()
        #expect(try relativeError(loss, fixture.expected("loss")) < 1e-4)
    }

    @Test(arguments: ParityFixture.all)
    func everyGradientIsEqual(_ fixture: ParityFixture) throws {
        let model = try fixture.model()
        try model.setTrainable(true)
        let gradients = try TrainingRun(model: model, fixture: fixture).gradients()
        #expect(Set(gradients.keys) == Set(model.namedParameters().map(\.name)))
        for (name, gradient) in gradients {
            let error = try relativeError(gradient, fixture.expected("full.\(name)"))
            #expect(error < 1e-4, "\(name)")
        }
    }

    @Test(arguments: ParityFixture.all)
    func firstTenLossesAreEqual(_ fixture: ParityFixture) throws {
        let model = try fixture.model()
        try model.setTrainable(true)
        let losses = try TrainingRun(model: model, fixture: fixture).losses(steps: 10)
        let expected = try fixture.expected("full.losses").doubles()
        for (step, (found, wanted)) in zip(losses, expected).enumerated() {
            #expect(abs(found - wanted) < 1e-4 * wanted, "step \(step): \(found) instead of \(wanted)")
        }
        #expect(losses[9] < losses[0])
    }

    /// In float64 blocks run operation by operation.
    @Test(arguments: ParityFixture.all)
    func singleOperationsAreEqualToo(_ fixture: ParityFixture) throws {
        let model = try fixture.model(dtype: .float64)
        try model.setTrainable(true)
        #expect(try relativeError(model.logits(model.hidden(fixture.input())), fixture.expected("logits")) < 1e-4)
        let gradients = try TrainingRun(model: model, fixture: fixture).gradients()
        #expect(Set(gradients.keys) == Set(model.namedParameters().map(\.name)))
        for (name, gradient) in gradients {
            #expect(try relativeError(gradient, fixture.expected("full.\(name)")) < 1e-4, "\(name)")
        }
    }

    @Test func parityNoticesAChangedWeight() throws {
        let fixture = ParityFixture("mha")
        let model = try fixture.model()
        try model.setTrainable(true)
        let gate = try #require(model.namedParameters().first { $0.name.hasSuffix("layers.1.mlp.gate_proj.weight") })
        try Autograd.noGrad { try gate.parameter.tensor.mulInPlace(1.01) }
        let logits = try model.logits(model.hidden(fixture.input()))
        #expect(try relativeError(logits, fixture.expected("logits")) > 1e-4)
    }

    @Test func bfloat16StaysNear() throws {
        for fixture in ParityFixture.fullSize {
            let model = try fixture.model(dtype: .bfloat16)
            try model.setTrainable(true)
            let run = try TrainingRun(model: model, fixture: fixture)
            let logits = try model.logits(model.hidden(fixture.input()))
            #expect(logits.dtype == .bfloat16)
            #expect(try relativeError(logits, fixture.expected("logits")) < 0.05)
            #expect(try relativeError(run.loss(), fixture.expected("loss")) < 0.02)
            for (name, gradient) in try run.gradients() {
                #expect(try relativeError(gradient, fixture.expected("full.\(name)")) < 0.15, "\(name)")
            }
        }
    }
}
