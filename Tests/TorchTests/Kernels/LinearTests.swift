import Testing
import Torch

extension KernelTests {
    /// Products with weights and their gradients against libtorch's in float64.
    @Suite struct LinearTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let shape: [Int]
            let outputs: Int
            var hasBias = false

            var testDescription: String { "\(shape) to \(outputs)\(hasBias ? " with bias" : "")" }
        }

        static let cases = [
            Case(shape: [2, 100, 64], outputs: 128), Case(shape: [1, 200, 576], outputs: 192, hasBias: true),
            // Widths beside panels and pairs, rows beside tiles, and so few that none is packed.
            Case(shape: [37, 33], outputs: 13, hasBias: true), Case(shape: [5, 7], outputs: 70),
            Case(shape: [1, 1, 577], outputs: 65, hasBias: true), Case(shape: [3, 129], outputs: 2),
            Case(shape: [4, 64], outputs: 100), Case(shape: [1], outputs: 1), Case(shape: [16, 95], outputs: 130),
            Case(shape: [11, 192], outputs: 67, hasBias: true), Case(shape: [17, 64], outputs: 130),
            // A depth of several chunks.
            Case(shape: [9, 9001], outputs: 70), Case(shape: [8300, 20], outputs: 30),
            Case(shape: [20, 9002], outputs: 70),
        ]

        /// Result and gradients of one product, as float64.
        private func results(
            _ operands: [Tensor], gradient: Tensor, _ product: (Tensor, Tensor, Tensor?) throws -> Tensor
        ) throws -> [Tensor] {
            let inputs = try operands.map { try $0.detach().setRequiresGrad() }
            let output = try product(inputs[0], inputs[1], inputs.count > 2 ? inputs[2] : nil)
            try output.backward(gradient: gradient)
            return try ([output] + inputs.map { try #require(try $0.grad) }).map { try $0.detach().to(dtype: .float64) }
        }

        private func operands(_ given: Case, _ dtype: DType) throws -> [Tensor] {
            let width = given.shape[given.shape.count - 1]
            let shapes = [given.shape, [given.outputs, width]] + (given.hasBias ? [[given.outputs]] : [])
            return try shapes.map { try Tensor.randn($0).to(dtype: dtype) }
        }

        @Test(arguments: cases, [DType.float32, .bfloat16])
        func equalsLibtorch(_ given: Case, _ dtype: DType) throws {
            let operands = try operands(given, dtype)
            let gradient = try Tensor.randn(given.shape.dropLast() + [given.outputs]).to(dtype: dtype)
            let expected = try results(
                operands.map { try $0.to(dtype: .float64) }, gradient: gradient.to(dtype: .float64),
                Functional.Reference.linear)
            try KernelTests.withEachInstructionSet { set in
                let found = try results(operands, gradient: gradient, Functional.linear)
                for (name, (found, expected)) in zip(["result", "x", "weight", "bias"], zip(found, expected)) {
                    #expect(found.shape == expected.shape)
                    let distance = try (found - expected)
                    let error = try ((distance * distance).sum().item() / (expected * expected).sum().item())
                        .squareRoot()
                    // Products of bfloat16 are exact, and so sums are rounded once: by 2^-8 at most.
                    #expect(error < (dtype == .float32 ? 2e-6 : 4e-3), "\(set.rawValue): \(name)")
                }
            }
        }

        @Test(arguments: [DType.float32, .bfloat16])
        func resultsDoNotDependOnThreads(_ dtype: DType) throws {
            // So many rows that one and two threads take them whole, three in parts; and fewer.
            for (rows, width) in [(700, 300), (3300, 64)] {
                let operands = try operands(Case(shape: [rows, width], outputs: 500), dtype)
                let gradient = try Tensor.randn([rows, 500]).to(dtype: dtype)
                try KernelTests.expectSameOnAnyNumberOfThreads {
                    try results(operands, gradient: gradient, Functional.linear).map { try $0.doubles() }
                }
            }
        }

        @Test func takesViews() throws {
            let joint = try Tensor.randn([40, 96])
            let x = try joint.narrow(dim: 1, start: 32, length: 48)
            let weight = try Tensor.randn([48, 20]).transpose(0, 1)
            let expected = try Functional.Reference.linear(x, weight, nil)
            try expectClose(Functional.linear(x, weight), expected.doubles(), shape: [40, 20], tolerance: 1e-4)
        }

        /// What stands behind an odd row is another row's, which must not come in even if it is no number.
        @Test func nothingBehindARowIsRead() throws {
            let joint = try Tensor.full([6, 8], .nan).to(dtype: .bfloat16)
            let x = try joint.narrow(dim: 1, start: 0, length: 7)
            try x.copyInPlace(from: Tensor.ones([6, 7]))
            let weight = try Tensor.ones([3, 7]).to(dtype: .bfloat16)
            for rows in [2, 6] {
                let part = try x.narrow(dim: 0, start: 0, length: rows)
                try KernelTests.withEachInstructionSet { _ in
                    try expectClose(Functional.linear(part, weight), Array(repeating: 7, count: rows * 3))
                }
            }
        }

        @Test func aFrozenWeightKeepsNoInput() throws {
            let weight = try Tensor.randn([8, 8])
            let x = try Tensor.randn([10, 8]).setRequiresGrad()
            let y = try Functional.linear(x * 1, weight)
            try y.sum().backward()
            let expected = try Tensor.ones([10, 8]).matmul(weight)
            try expectClose(#require(try x.grad), expected.doubles(), tolerance: 1e-5)
            #expect(try weight.grad == nil)
        }

        @Test func whatDoesNotFitIsRefused() throws {
            let x = try Tensor.randn([4, 8])
            #expect(torchError { _ = try Functional.linear(x, Tensor.randn([3, 9])) } != nil)
            #expect(torchError { _ = try Functional.linear(x, Tensor.randn([3, 8]), Tensor.randn([4])) } != nil)
        }
    }
}
