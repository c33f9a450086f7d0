import Testing
import Torch

extension KernelTests {
    /// The kernel of AdamW against libtorch's own operations.
    @Suite struct AdamWKernelTests {
        /// Parameters of several sizes with their state, all from one seed.
        private struct Bench {
            let parameters: [Tensor]
            /// What the gradients are multiples of: not the parameters, whose last bit may differ.
            let gradients: [Tensor]
            let masters: [Tensor?]
            let averages: [Tensor]
            let squares: [Tensor]
            let steps: [Tensor]

            init(_ dtype: DType, hasMasters: Bool, states: DType) throws {
                try TorchRuntime.seed(7)
                // One is more than a task's share, one less than a vector.
                let values = try [[3], [40_000], [17, 5], [0]].map { try Tensor.randn($0) }
                parameters = try values.map { try $0.to(dtype: dtype).clone() }
                gradients = try values.map { try $0.to(dtype: dtype) }
                masters = try parameters.map { hasMasters ? try $0.to(dtype: .float32).clone() : nil }
                averages = try values.map { try Tensor.zeros($0.shape, dtype: states) }
                squares = try values.map { try Tensor.zeros($0.shape, dtype: states) }
                steps = try values.map { _ in try Tensor.scalar(0) }
            }

            func step(_ number: Int, isReference: Bool = false) throws {
                try FusedAdamW.step(
                    parameters: parameters, masters: masters,
                    gradients: gradients.map { try $0 * (0.1 * Double(number)) }, expAvgs: averages,
                    expAvgSqs: squares, steps: steps, lr: 0.01, beta2: 0.99, weightDecay: 0.1,
                    isReference: isReference)
            }
        }

        @Test(arguments: [(DType.float32, false), (.bfloat16, true)])
        func equalsPlainOperations(_ dtype: DType, hasMasters: Bool) throws {
            try KernelTests.withEachInstructionSet { _ in
                let found = try Bench(dtype, hasMasters: hasMasters, states: .float32)
                let expected = try Bench(dtype, hasMasters: hasMasters, states: .float32)
                for step in 1...4 {
                    try found.step(step)
                    try expected.step(step, isReference: true)
                }
                let pairs = zip(
                    found.masters.compactMap { $0 } + found.averages + found.squares,
                    expected.masters.compactMap { $0 } + expected.averages + expected.squares)
                for (one, other) in pairs { try expectClose(one, other.doubles(), tolerance: 2e-6) }
                for (one, other) in zip(found.parameters, expected.parameters) {
                    // A last bit of float32 may decide how bfloat16 is rounded.
                    try expectClose(one, other.doubles(), tolerance: dtype == .float32 ? 2e-6 : 8e-3)
                }
                #expect(try found.steps.map { try $0.item() } == [4, 4, 4, 4])
            }
        }

        @Test func shortStatesFollowLongOnes() throws {
            try KernelTests.withEachInstructionSet { _ in
                let short = try Bench(.float32, hasMasters: false, states: .bfloat16)
                let long = try Bench(.float32, hasMasters: false, states: .float32)
                for step in 1...60 {
                    try short.step(1 + step % 3)
                    try long.step(1 + step % 3)
                }
                // Rounding is right on the whole, though each state has but eight bits.
                let found = try short.squares[1].to(dtype: .float32).sum().item()
                let expected = try long.squares[1].sum().item()
                #expect(abs(found / expected - 1) < 0.01)
                try expectClose(short.parameters[1], long.parameters[1].doubles(), tolerance: 0.05)
            }
        }

        @Test func shortStatesAddUpWhatRoundingToTheNearestWouldLose() throws {
            let (square, step) = (try Tensor.ones([4096], dtype: .bfloat16), try Tensor.scalar(0))
            for _ in 0..<100 {
                try FusedAdamW.step(
                    parameters: [.zeros([4096])], gradients: [.zeros([4096])],
                    expAvgs: [.zeros([4096], dtype: .bfloat16)], expAvgSqs: [square], steps: [step], lr: 0,
                    beta2: 0.999)
            }
            let mean = try square.to(dtype: .float32).mean().item()
            #expect(abs(mean - 0.9048) < 0.004)
        }

        @Test func isTheSameOnAnyNumberOfThreads() throws {
            let threads = TorchRuntime.numThreads
            defer { try? TorchRuntime.setNumThreads(threads) }
            var results: [[Float]] = []
            for count in [1, 2, 3] {
                try TorchRuntime.setNumThreads(count)
                let bench = try Bench(.bfloat16, hasMasters: true, states: .bfloat16)
                for step in 1...3 { try bench.step(step) }
                results.append(try bench.squares[1].floats() + bench.parameters[1].floats())
            }
            #expect(results[0] == results[1] && results[0] == results[2])
        }

        @Test func whatIsNoNumberStaysSo() throws {
            let square = try Tensor.zeros([20], dtype: .bfloat16)
            try FusedAdamW.step(
                parameters: [.zeros([20])], gradients: [.full([20], .nan)],
                expAvgs: [.zeros([20], dtype: .bfloat16)], expAvgSqs: [square], steps: [.scalar(0)], lr: 0.1)
            #expect(try square.floats().allSatisfy { $0.isNaN })
        }
    }
}
