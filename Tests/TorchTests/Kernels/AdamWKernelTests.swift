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

            init(_ dtype: DType, hasMasters: Bool, states: DType, areMastersSplit: Bool = false) throws {
                try TorchRuntime.seed(7)
                // One is more than a task's share, one less than a vector.
                let values = try [[3], [40_000], [17, 5], [0]].map { try Tensor.randn($0) }
                parameters = try values.map { try $0.to(dtype: dtype).clone() }
                gradients = try values.map { try $0.to(dtype: dtype) }
                masters = try parameters.map { parameter in
                    guard hasMasters else { return nil }
                    return areMastersSplit
                        ? try Tensor.zeros(parameter.shape, dtype: .int16) : try parameter.to(dtype: .float32).clone()
                }
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

        /// The bits of the float32 numbers that bfloat16 parameters and their remainders stand for.
        private func bits(_ value: Tensor, _ remainder: Tensor) throws -> [UInt32] {
            zip(try value.floats(), try remainder.to(dtype: .int32).floats()).map {
                $0.bitPattern &+ UInt32(bitPattern: Int32($1))
            }
        }

        @Test(arguments: [DType.float32, .bfloat16])
        func halvesOfMastersTakeTheSteps(ofWholeOnes states: DType) throws {
            try KernelTests.withEachInstructionSet { _ in
                let halves = try Bench(.bfloat16, hasMasters: true, states: states, areMastersSplit: true)
                let whole = try Bench(.bfloat16, hasMasters: true, states: states)
                for step in 1...4 {
                    try halves.step(step)
                    try whole.step(step)
                }
                for place in whole.parameters.indices {
                    let remainder = try #require(halves.masters[place])
                    let master = try #require(whole.masters[place])
                    #expect(try bits(halves.parameters[place], remainder) == master.floats().map(\.bitPattern))
                    // Ties are rounded apart; there are hardly any.
                    let values = zip(try halves.parameters[place].floats(), try whole.parameters[place].floats())
                    let ties = try remainder.to(dtype: .int32).floats().filter { $0 == -32768 }.count
                    #expect(values.filter { $0 != $1 }.count <= ties)
                    #expect(ties < 10)
                }
            }
        }

        @Test func halvesOfMastersEqualPlainOperations() throws {
            try KernelTests.withEachInstructionSet { _ in
                let found = try Bench(.bfloat16, hasMasters: true, states: .float32, areMastersSplit: true)
                let expected = try Bench(.bfloat16, hasMasters: true, states: .float32, areMastersSplit: true)
                for step in 1...4 {
                    try found.step(step)
                    try expected.step(step, isReference: true)
                }
                for place in found.parameters.indices {
                    func numbers(_ bench: Bench) throws -> [Double] {
                        try bits(bench.parameters[place], #require(bench.masters[place]))
                            .map { Double(Float(bitPattern: $0)) }
                    }
                    let (found, expected) = (try numbers(found), try numbers(expected))
                    #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 2e-6 * max(1, abs($1)) })
                }
            }
        }

        /// A step of rate 0 changes nothing, whatever the remainder.
        @Test(arguments: [false, true])
        func everyRemainderIsKept(isReference: Bool) throws {
            let all = (Int32(Int16.min)...Int32(Int16.max)).map { Float($0) }
            try KernelTests.withEachInstructionSet { _ in
                // Even, odd, negative, and at the end of an exponent.
                for value: Float in [1, 1.0078125, -3.140625, 0.99609375, -1.9921875] {
                    let remainder = try Tensor(all, shape: [all.count]).to(dtype: .int16)
                    let parameter = try Tensor.full([all.count], Double(value)).to(dtype: .bfloat16)
                    try FusedAdamW.step(
                        parameters: [parameter], masters: [remainder],
                        gradients: [Tensor.ones([all.count], dtype: .bfloat16)], expAvgs: [Tensor.zeros([all.count])],
                        expAvgSqs: [Tensor.zeros([all.count])], steps: [Tensor.scalar(0)], lr: 0, weightDecay: 0,
                        isReference: isReference)
                    #expect(try parameter.floats().allSatisfy { $0 == value })
                    #expect(try remainder.to(dtype: .float32).floats() == all)
                }
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
            try KernelTests.expectSameOnAnyNumberOfThreads {
                let bench = try Bench(.bfloat16, hasMasters: true, states: .bfloat16)
                for step in 1...3 { try bench.step(step) }
                return try bench.squares[1].floats() + bench.parameters[1].floats()
            }
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
