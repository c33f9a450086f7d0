import NN
import ParitySupport
import Testing
import Torch

struct TensorLeakTests {
    @Test func twentyFullTrainingStepsLeaveNoTensorBehind() throws {
        let fixture = ParityFixture("gqa-tied")
        let before = TorchRuntime.liveTensorCountOnThread
        var within = 0
        do {
            let model = try fixture.model()
            try model.setTrainable(true)
            let run = try TrainingRun(model: model, fixture: fixture)
            _ = try run.losses(steps: 1)
            let afterOne = TorchRuntime.liveTensorCountOnThread
            _ = try run.losses(steps: 20)
            #expect(TorchRuntime.liveTensorCountOnThread == afterOne)
            within = afterOne
        }
        #expect(within > before, "the counter must count")
        #expect(TorchRuntime.liveTensorCountOnThread == before)
    }
}
