import Testing
import Torch

/// Fused operations and their gradients against plain operations in float64.
@Suite struct FusedOperationTests {
    private func relativeErrors(
        _ operands: [Tensor], _ fused: ([Tensor]) throws -> Tensor, _ plain: ([Tensor]) throws -> Tensor,
        trained: Int
    ) throws -> [Double] {
        let gradient = try Tensor.randn(operands[0].shape).to(dtype: operands[0].dtype)
        func run(_ operands: [Tensor], _ operation: ([Tensor]) throws -> Tensor, _ gradient: Tensor) throws -> [Tensor]
        {
            let inputs = try operands.enumerated().map { try $1.detach().setRequiresGrad($0 < trained) }
            let output = try operation(inputs)
            try output.backward(gradient: gradient)
            return try ([output] + inputs.prefix(trained).map { try #require(try $0.grad) })
                .map { try $0.detach().to(dtype: .float64) }
        }
        let found = try run(operands, fused, gradient)
        let wide = try operands.map { try $0.to(dtype: .float64) }
        let expected = try run(wide, plain, gradient.to(dtype: .float64))
        return try zip(found, expected).map { found, expected in
            let distance = try (found - expected)
            return try ((distance * distance).sum().item() / (expected * expected).sum().item()).squareRoot()
        }
    }

    /// bfloat16 keeps 8 bits; results are rounded once or twice on the way.
    private func tolerance(_ dtype: DType) -> Double { dtype == .float32 ? 1e-6 : 5e-3 }

    @Test(arguments: [DType.float32, .bfloat16], [[3, 5, 64], [130, 30], [2, 577], [7]])
    func rmsNorm(_ dtype: DType, _ shape: [Int]) throws {
        let x = try Tensor.randn(shape).to(dtype: dtype)
        let weight = try Tensor.randn([shape[shape.count - 1]]).to(dtype: dtype)
        let errors = try relativeErrors(
            [x, weight], { try Functional.rmsNorm($0[0], $0[1], eps: 1e-5) },
            { try Functional.Reference.rmsNorm($0[0], $0[1], eps: 1e-5) }, trained: 2)
        #expect(errors.allSatisfy { $0 < tolerance(dtype) }, "\(errors)")
    }

    @Test(arguments: [DType.float32, .bfloat16], [[3, 64], [2, 17000], [1, 5]])
    func swiGLU(_ dtype: DType, _ shape: [Int]) throws {
        let operands = try (0..<2).map { _ in try (Tensor.randn(shape) * 3).to(dtype: dtype) }
        let errors = try relativeErrors(
            operands, { try Functional.swiGLU(gate: $0[0], up: $0[1]) },
            { try Functional.Reference.swiGLU(gate: $0[0], up: $0[1]) }, trained: 2)
        #expect(errors.allSatisfy { $0 < tolerance(dtype) }, "\(errors)")
    }

    @Test func swiGLUStaysFiniteFarOut() throws {
        let gate = try Tensor([-1000, -90, 90, 1000] as [Float]).setRequiresGrad()
        let up = try Tensor([1, 1, 1, 1] as [Float])
        let y = try Functional.swiGLU(gate: gate, up: up)
        try y.sum().backward()
        try expectClose(y.detach(), [0, 0, 90, 1000])
        try expectClose(#require(try gate.grad), [0, 0, 1, 1])
    }

    @Test(arguments: [DType.float32, .bfloat16], [[2, 5, 3, 64], [1, 40, 1, 6], [1, 3, 9, 80]])
    func rotation(_ dtype: DType, _ shape: [Int]) throws {
        let phases = try Tensor.randn([shape[0], shape[1], 1, shape[3] / 2])
        let operands = try [Tensor.randn(shape), phases.cos(), phases.sin()].map { try $0.to(dtype: dtype) }
        let errors = try relativeErrors(
            operands, { try Functional.rotate($0[0], cosines: $0[1], sines: $0[2]) },
            { try Functional.Reference.rotate($0[0], cosines: $0[1], sines: $0[2]) }, trained: 1)
        #expect(errors.allSatisfy { $0 < tolerance(dtype) }, "\(errors)")
    }

    @Test func rotationTakesViews() throws {
        let joint = try Tensor.randn([2, 6, 5, 16])
        let angles = try Tensor.randn([2, 6, 1, 8])
        let part = try joint.narrow(dim: 2, start: 1, length: 3)
        let found = try Functional.rotate(part, cosines: angles.cos(), sines: angles.sin())
        let expected = try Functional.Reference.rotate(part, cosines: angles.cos(), sines: angles.sin())
        try expectClose(found, expected.doubles(), shape: [2, 6, 3, 16])
    }
}
