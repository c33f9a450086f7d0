import Testing
import Torch

extension KernelTests {
    /// Tests of the random sequence, in turn with those that draw most from it: it belongs to the process.
    @Suite(.serialized) struct TorchRuntimeTests {
        @Test func version() {
            #expect(TorchRuntime.version.hasPrefix("2."))
        }

        @Test func seedsRepeatSequences() throws {
            try TorchRuntime.seed(7)
            let first = try Tensor.randn([4]).floats()
            let second = try Tensor.randn([4]).floats()
            try TorchRuntime.seed(7)
            #expect(try Tensor.randn([4]).floats() == first)
            #expect(first != second)
            try TorchRuntime.seed(8)
            #expect(try Tensor.randn([4]).floats() != first)
        }

        @Test func statesResumeSequences() throws {
            _ = try Tensor.randn([3])
            let state = try TorchRuntime.generatorState()
            let expected = try Tensor.uniform([5]).floats()
            #expect(try Tensor.uniform([5]).floats() != expected)
            try TorchRuntime.setGeneratorState(state)
            #expect(try Tensor.uniform([5]).floats() == expected)
            #expect(torchError { try TorchRuntime.setGeneratorState([1, 2, 3]) } != nil)
        }

        @Test func distributions() throws {
            try TorchRuntime.seed(1)
            let uniform = try Tensor.uniform([20000], low: -2, high: 4)
            #expect(try uniform.min().item() >= -2 && uniform.max().item() < 4)
            #expect(try abs(uniform.mean().item() - 1) < 0.05)
            let normal = try Tensor.randn([20000])
            #expect(try abs(normal.mean().item()) < 0.05 && abs(normal.square().mean().item() - 1) < 0.05)
            try normal.normalInPlace(mean: 5, std: 0.1)
            #expect(try abs(normal.mean().item() - 5) < 0.01)
            try normal.uniformInPlace(low: 2, high: 3)
            #expect(try normal.min().item() >= 2 && normal.max().item() <= 3)
        }

        @Test func dropoutKeepsTheMean() throws {
            try TorchRuntime.seed(3)
            let x = try Tensor.ones([20000])
            let dropped = try Functional.dropout(x, p: 0.25, training: true)
            #expect(try dropped.equal(0).logicalOr(dropped.greater(1.3333)).all().item() == 1)
            #expect(try abs(dropped.mean().item() - 1) < 0.03)
            #expect(try Functional.dropout(x, p: 0.25, training: false).floats() == x.floats())
            #expect(torchError { _ = try Functional.dropout(x, p: 1.5, training: true) } != nil)
        }

        @Test func multinomialFollowsItsWeights() throws {
            try TorchRuntime.seed(4)
            let weights = try Tensor([0, 3, 1] as [Float])
            let draws = try weights.multinomial(4000, replacement: true).int64s()
            #expect(!draws.contains(0))
            #expect(abs(draws.filter { $0 == 1 }.count - 3000) < 150)
            #expect(try weights.multinomial(2).sort().values.int64s() == [1, 2])
            #expect(torchError { _ = try weights.multinomial(4) } != nil)
        }

        @Test func threads() throws {
            let before = TorchRuntime.numThreads
            try TorchRuntime.setNumThreads(1)
            #expect(TorchRuntime.numThreads == 1)
            try TorchRuntime.setNumThreads(before)
            #expect(torchError { try TorchRuntime.setNumThreads(0) } != nil)
        }
    }
}
