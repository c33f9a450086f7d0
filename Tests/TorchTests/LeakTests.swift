import Testing
import Torch

/// Counts per thread, and a test body without suspension stays on one thread, so tests beside it do not disturb this.
@Suite struct LeakTests {
    private func expectNoLeak(_ body: () throws -> Void) rethrows {
        let before = TorchRuntime.liveTensorCountOnThread
        try body()
        #expect(TorchRuntime.liveTensorCountOnThread == before)
    }

    @Test func twentyTrainingStepsLeakNothing() throws {
        try expectNoLeak {
            let weight = try Tensor.full([4, 3], 0.1).setRequiresGrad()
            let state = try (Tensor.zeros(like: weight), Tensor.zeros(like: weight), Tensor.scalar(0))
            let x = try Tensor.ones([2, 3])
            let targets = try Tensor([1, -100] as [Int64])
            var losses: [Double] = []
            for _ in 0..<20 {
                let loss = try Functional.crossEntropy(Functional.linear(x, weight).silu(), targets)
                try loss.backward()
                let gradient = try #require(try weight.grad)
                try Foreach.scaleInPlace([gradient], 1 / (Foreach.norm([gradient]) + 1e-6))
                try FusedAdamW.step(
                    parameters: [weight], gradients: [gradient], expAvgs: [state.0], expAvgSqs: [state.1],
                    steps: [state.2], lr: 0.01)
                try weight.clearGrad()
                losses.append(try loss.item())
            }
            #expect(losses[19] < losses[0])
        }
    }

    @Test func failedCallsLeakNothing() throws {
        try expectNoLeak {
            let a = try Tensor.zeros([2, 3])
            for _ in 0..<5 {
                #expect(torchError { _ = try (a + 1).matmul(a * 2) } != nil)
                #expect(torchError { _ = try a.split(sizes: [9], dim: 0) } != nil)
                #expect(torchError { _ = try Tensor([1] as [Float], shape: [7]) } != nil)
                #expect(torchError { _ = try Autograd.grad(of: a, wrt: [a]) } != nil)
            }
        }
    }

    @Test func severalResultsLeakNothing() throws {
        try expectNoLeak {
            let a = try Tensor([3, 1, 2, 5] as [Float], shape: [2, 2]).setRequiresGrad()
            _ = try a.topK(1)
            _ = try a.split(sizes: [1, 1], dim: 0)
            _ = try a.chunk(5, dim: 0)
            _ = try Autograd.grad(of: a.max(dim: 0).values.sum(), wrt: [a, Tensor.ones([1]).setRequiresGrad()])
            _ = a.description
            _ = try TorchRuntime.generatorState()
        }
    }

    @Test func theCountSeesLiveTensors() throws {
        let before = TorchRuntime.liveTensorCountOnThread
        let kept = try [Tensor.zeros([1]), Tensor.zeros([1])]
        #expect(TorchRuntime.liveTensorCountOnThread == before + 2)
        #expect(TorchRuntime.liveTensorCount >= 2)
        withExtendedLifetime(kept) {}
    }
}
