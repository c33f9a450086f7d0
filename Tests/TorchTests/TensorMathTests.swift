import Foundation
import Testing
import Torch

/// An operation of `Tensor` and what it should compute for one number.
struct ElementWiseFunction: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let operation: @Sendable (Tensor) throws -> Tensor
    let formula: @Sendable (Double) -> Double

    init(
        _ name: String, _ operation: @escaping @Sendable (Tensor) throws -> Tensor,
        _ formula: @escaping @Sendable (Double) -> Double
    ) {
        testDescription = name
        self.operation = operation
        self.formula = formula
    }
}

private let elementWiseFunctions = [
    ElementWiseFunction("exp", { try $0.exp() }, { Foundation.exp($0) }),
    ElementWiseFunction("log", { try $0.log() }, { Foundation.log($0) }),
    ElementWiseFunction("sqrt", { try $0.sqrt() }, { $0.squareRoot() }),
    ElementWiseFunction("rsqrt", { try $0.rsqrt() }, { 1 / $0.squareRoot() }),
    ElementWiseFunction("square", { try $0.square() }, { $0 * $0 }),
    ElementWiseFunction("pow", { try $0.pow(1.5) }, { Foundation.pow($0, 1.5) }),
    ElementWiseFunction("sin", { try $0.sin() }, { Foundation.sin($0) }),
    ElementWiseFunction("cos", { try $0.cos() }, { Foundation.cos($0) }),
    ElementWiseFunction("tanh", { try $0.tanh() }, { Foundation.tanh($0) }),
    ElementWiseFunction("sigmoid", { try $0.sigmoid() }, { 1 / (1 + Foundation.exp(-$0)) }),
    ElementWiseFunction("silu", { try $0.silu() }, { $0 / (1 + Foundation.exp(-$0)) }),
    ElementWiseFunction("gelu", { try $0.gelu() }, { 0.5 * $0 * (1 + Foundation.erf($0 / 2.0.squareRoot())) }),
    ElementWiseFunction("relu", { try ($0 - 1).relu() }, { $0 > 1 ? $0 - 1 : 0 }),
    ElementWiseFunction("abs", { try (-$0).abs() }, { $0 }),
    ElementWiseFunction("neg", { try $0.neg() }, { -$0 }),
    ElementWiseFunction("reciprocal", { try $0.reciprocal() }, { 1 / $0 }),
]

@Suite struct TensorMathTests {
    @Test func operatorsOnTensors() throws {
        let (a, b) = (try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]), try Tensor([10, 20] as [Float]))
        try expectClose(a + b, [11, 22, 13, 24], shape: [2, 2])
        try expectClose(a - b, [-9, -18, -7, -16])
        try expectClose(a * b, [10, 40, 30, 80])
        try expectClose(a / b, [0.1, 0.1, 0.3, 0.2])
        try expectClose(-a, [-1, -2, -3, -4])
        try expectClose(a * b + a, [11, 42, 33, 84])
    }

    @Test func operatorsOnNumbers() throws {
        let a = try Tensor([1, 2, 4] as [Float])
        try expectClose(a + 1, [2, 3, 5])
        try expectClose(1 + a, [2, 3, 5])
        try expectClose(a - 1, [0, 1, 3])
        try expectClose(1 - a, [0, -1, -3])
        try expectClose(a * 3, [3, 6, 12])
        try expectClose(3 * a, [3, 6, 12])
        try expectClose(a / 2, [0.5, 1, 2])
        try expectClose(2 / a, [2, 1, 0.5])
        try expectClose(1 - 2 * a / 4, [0.5, 0, -1])
    }

    @Test func numbersDoNotWidenTypes() throws {
        let ids = try Tensor.arange(3)
        #expect(try (ids + 1).dtype == .int64)
        #expect(try (10 - ids).int64s() == [10, 9, 8])
        #expect(try (ids * 0.5).dtype == .float32)
        #expect(try (ids / 2).dtype == .float32)
        let half = try Tensor.full([2], 4, dtype: .bfloat16)
        #expect(try (half + 0.1).dtype == .bfloat16)
        #expect(try (1 / half).dtype == .bfloat16)
        #expect(try (1 / Tensor.scalar(4, dtype: .bfloat16)).dtype == .bfloat16)
        // Beyond 2^24 float32 cannot tell neighbours apart; integers can.
        #expect(try (Tensor([16_777_217] as [Int64]) + 2).int64s() == [16_777_219])
        #expect(try Tensor([16_777_217] as [Int64]).equal(16_777_216).int64s() == [0])
    }

    @Test(arguments: elementWiseFunctions)
    func elementWise(function: ElementWiseFunction) throws {
        let inputs = [0.25, 0.5, 1, 1.75, 3]
        let result = try function.operation(Tensor(inputs))
        try expectClose(result, inputs.map(function.formula), tolerance: 1e-12)
    }

    @Test func bounds() throws {
        let a = try Tensor([-2, 0, 5] as [Float])
        try expectClose(a.clamp(min: -1, max: 3), [-1, 0, 3])
        try expectClose(a.clamp(min: 1), [1, 1, 5])
        try expectClose(a.clamp(max: -1), [-2, -1, -1])
        #expect(torchError { _ = try a.clamp() } != nil)
        try expectClose(a.maximum(Tensor([0, 1, 0] as [Float])), [0, 1, 5])
        try expectClose(a.minimum(Tensor([0, 1, 0] as [Float])), [-2, 0, 0])
    }

    @Test func products() throws {
        let a = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        let b = try Tensor([1, 0, 0, 1, 2, 2] as [Float], shape: [3, 2])
        try expectClose(a.matmul(b), [7, 8, 16, 17], shape: [2, 2])
        let batch = try Tensor.stack([a, a * 2], dim: 0)
        try expectClose(batch.matmul(b), [7, 8, 16, 17, 14, 16, 32, 34], shape: [2, 2, 2])
    }

    @Test func softmaxAndScans() throws {
        let a = try Tensor([0, Foundation.log(3.0), 1000, 1000] as [Double], shape: [2, 2])
        try expectClose(a.softmax(), [0.25, 0.75, 0.5, 0.5])
        try expectClose(
            a.logSoftmax(dim: 1), [0.25, 0.75, 0.5, 0.5].map { Foundation.log($0) }, tolerance: 1e-12)
        try expectClose(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).cumsum(dim: 0), [1, 2, 4, 6])
    }

    @Test func triangles() throws {
        let a = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        try expectClose(a.triu(), [1, 2, 0, 4])
        try expectClose(a.triu(diagonal: 1), [0, 2, 0, 0])
        try expectClose(a.tril(), [1, 0, 3, 4])
        try expectClose(a.tril(diagonal: -1), [0, 0, 3, 0])
    }

    @Test func inPlace() throws {
        let a = try Tensor([1, 2] as [Float])
        try a.addInPlace(Tensor([10, 20] as [Float]), alpha: 0.5)
        try expectClose(a, [6, 12])
        try a.addInPlace(-1)
        try a.mulInPlace(2)
        try expectClose(a, [10, 22])
        try a.divInPlace(Tensor([5, 11] as [Float]))
        try a.mulInPlace(Tensor([3, 4] as [Float]))
        try expectClose(a, [6, 8])
        try a.divInPlace(2)
        try a.clampInPlace(max: 3.5)
        try expectClose(a, [3, 3.5])
        try a.copyInPlace(from: Tensor([7] as [Int64]))
        try expectClose(a, [7, 7])
        try a.narrow(dim: 0, start: 1, length: 1).zeroInPlace()
        try expectClose(a, [7, 0])
        #expect(torchError { try Tensor.arange(2).divInPlace(2) } != nil)
    }
}
