import Testing
import Torch

extension KernelTests {
    /// Tables of embeddings and their gradients against libtorch's in float64.
    @Suite struct EmbeddingTests {
        /// The rows that were read and the gradient of the table, as float64.
        private func results(
            _ table: Tensor, _ indices: Tensor, _ gradient: Tensor, _ read: (Tensor, Tensor) throws -> Tensor
        ) throws -> [Tensor] {
            let weight = try table.detach().setRequiresGrad()
            let rows = try read(weight, indices)
            try rows.backward(gradient: gradient)
            return try [rows, #require(try weight.grad)].map { try $0.detach().to(dtype: .float64) }
        }

        // One id stands there a thousand times: summed in bfloat16, its gradient would stop growing.
        @Test(arguments: [DType.float32, .bfloat16], [DType.int64, .int32])
        func equalsLibtorch(_ dtype: DType, _ indexType: DType) throws {
            let table = try Tensor.randn([50, 37]).to(dtype: dtype)
            let indices = try Tensor((0..<1200).map { Int64($0 % 6 == 0 ? $0 % 47 : 3) }, shape: [2, 600])
                .to(dtype: indexType)
            let gradient = try (Tensor.uniform([2, 600, 37]) + 0.5).to(dtype: dtype)
            let expected = try results(
                table.to(dtype: .float64), indices, gradient.to(dtype: .float64), Functional.Reference.embedding)
            try KernelTests.withEachInstructionSet { set in
                let found = try results(table, indices, gradient, Functional.embedding)
                #expect(try found[0].equal(expected[0]).all().item() == 1)
                let error = try (found[1] - expected[1]).abs() / (expected[1].abs() + 1e-12)
                // Half of the last of bfloat16's 8 bits.
                #expect(try error.max().item() < (dtype == .float32 ? 1e-5 : 1.0 / 256), "\(set.rawValue)")
            }
        }

        @Test func resultsDoNotDependOnThreads() throws {
            let table = try Tensor.randn([50, 300]).to(dtype: .bfloat16)
            let indices = try Tensor((0..<1200).map { Int64($0 % 6 == 0 ? $0 % 47 : 3) })
            let gradient = try Tensor.randn([1200, 300]).to(dtype: .bfloat16)
            try KernelTests.expectSameOnAnyNumberOfThreads {
                try results(table, indices, gradient, Functional.embedding).map { try $0.doubles() }
            }
        }

        @Test func gradientsCanBeDifferentiatedAgain() throws {
            let table = try Tensor([1, 2, 3] as [Float], shape: [3, 1]).setRequiresGrad()
            let rows = try Functional.embedding(table, Tensor([0, 2, 2] as [Int64]))
            let first = try Autograd.grad(of: (rows * rows * rows).sum(), wrt: [table], createGraph: true)
            let gradient = try #require(first[0])
            #expect(try gradient.floats() == [3, 0, 54])
            let second = try Autograd.grad(of: gradient.sum(), wrt: [table])
            #expect(try #require(second[0]).floats() == [6, 0, 36])
        }

        @Test func idsOutsideOfTheTableAreRefused() throws {
            let table = try Tensor.randn([4, 2]).setRequiresGrad()
            for id in [4, -1] as [Int64] {
                #expect(torchError { _ = try Functional.embedding(table, Tensor([id])) } != nil)
            }
        }
    }
}
