import Foundation
import Testing
import Torch

@Suite struct FunctionalTests {
    @Test func linear() throws {
        let x = try Tensor([1, 2] as [Float], shape: [1, 2])
        let weight = try Tensor([1, 0, 0, 1, 1, 1] as [Float], shape: [3, 2])
        try expectClose(Functional.linear(x, weight), [1, 2, 3], shape: [1, 3])
        try expectClose(Functional.linear(x, weight, Tensor([1, 1, 1] as [Float])), [2, 3, 4])
    }

    @Test func embedding() throws {
        let weight = try Tensor([0, 1, 10, 11, 20, 21] as [Float], shape: [3, 2])
        let ids = try Tensor([2, 0] as [Int64], shape: [1, 2])
        try expectClose(Functional.embedding(weight, ids), [20, 21, 0, 1], shape: [1, 2, 2])
        try expectClose(Functional.embedding(weight, ids.to(dtype: .int32)), [20, 21, 0, 1])
        #expect(torchError { _ = try Functional.embedding(weight, Tensor([3] as [Int64])) }?.code == .index)
    }

    @Test func rmsNormMatchesItsFormula() throws {
        let (values, weights, eps) = ([3.0, 4, -1, 2], [1.0, 2], 1e-3)
        let result = try Functional.rmsNorm(
            Tensor(values.map(Float.init), shape: [2, 2]), Tensor(weights.map(Float.init)), eps: eps)
        let expected = values.indices.map { i in
            let row = values[i / 2 * 2..<i / 2 * 2 + 2]
            return values[i] / (row.map { $0 * $0 }.reduce(0, +) / 2 + eps).squareRoot() * weights[i % 2]
        }
        try expectClose(result, expected, shape: [2, 2])
    }

    /// The normalized value is rounded to bfloat16 before it is multiplied by the weight.
    @Test func rmsNormRoundsBeforeTheWeight() throws {
        let x = try Tensor([1, 2, 3] as [Float]).to(dtype: .bfloat16)
        let weight = try Tensor.full([3], 1.5, dtype: .bfloat16)
        let normalized = try (x.to(dtype: .float32) / Double(14.0 / 3).squareRoot()).to(dtype: .bfloat16)
        let result = try Functional.rmsNorm(x, weight, eps: 0)
        #expect(result.dtype == .bfloat16)
        #expect(try result.floats() == (normalized * weight).floats())
    }

    @Test func crossEntropyIgnoresMaskedTargets() throws {
        let logits = try Tensor([0, log(3.0), 5, 5, 0, log(9.0)] as [Double], shape: [1, 3, 2])
        let targets = try Tensor([1, -100, 0] as [Int64], shape: [1, 3])
        let (first, last) = (-log(0.75), -log(0.1))
        try expectClose(
            Functional.crossEntropy(logits, targets, reduction: .none), [first, 0, last], shape: [1, 3])
        try expectClose(Functional.crossEntropy(logits, targets, reduction: .sum), [first + last], shape: [])
        try expectClose(Functional.crossEntropy(logits, targets), [(first + last) / 2])
        let narrow = try Tensor([1, 0, 0] as [Int32], shape: [1, 3])
        try expectClose(
            Functional.crossEntropy(logits, narrow, ignoreIndex: 1, reduction: .sum), [log(2.0) + last])
    }

    @Test func crossEntropyGradientIsZeroWhereMasked() throws {
        let logits = try Tensor([0, log(3.0), 5, 5] as [Double], shape: [2, 2]).setRequiresGrad()
        try Functional.crossEntropy(logits, Tensor([1, -100] as [Int64]), reduction: .sum).backward()
        try expectClose(#require(try logits.grad), [0.25, -0.25, 0, 0])
    }

    @Test func crossEntropyRefusesWrongTargets() throws {
        let logits = try Tensor.zeros([2, 3])
        #expect(torchError { _ = try Functional.crossEntropy(logits, Tensor([0, 3] as [Int64])) }?.code == .index)
        let error = torchError { _ = try Functional.crossEntropy(logits, Tensor([0] as [Int64])) }
        #expect(error?.message.contains("targets must have the shape of logits") == true)
    }

    /// Attention from plain operations; every head of k and v serves several neighbouring heads of q.
    private func attention(_ q: Tensor, _ k: Tensor, _ v: Tensor, visible: Tensor?, scale: Double) throws -> Tensor {
        let share = try q.size(1) / k.size(1)
        let (k, v) = (try k.repeatInterleave(share, dim: 1), try v.repeatInterleave(share, dim: 1))
        var scores = try q.matmul(k.transpose(-2, -1)) * scale
        if let visible { scores = try scores.maskedFill(visible.logicalNot(), -.infinity) }
        return try scores.softmax().matmul(v)
    }

    /// Values that look random but are the same on each run: [B, H, T, D] float32.
    private func wave(_ shape: [Int], _ frequency: Double) throws -> Tensor {
        try (Tensor.arange(shape.reduce(1, *)).to(dtype: .float32) * frequency).sin().reshape(shape)
    }

    @Test(arguments: [(4, 4, nil), (4, 2, nil), (6, 2, 0.3), (4, 1, nil)] as [(Int, Int, Double?)])
    func causalAttention(heads: Int, keyHeads: Int, scale: Double?) throws {
        let (tokens, width) = (7, 8)
        let q = try wave([2, heads, tokens, width], 1.7)
        let (k, v) = (try wave([2, keyHeads, tokens, width], 2.3), try wave([2, keyHeads, tokens, width], 0.9))
        let gqa = heads != keyHeads
        let visible = try Tensor.ones([tokens, tokens], dtype: .bool).tril()
        let expected = try attention(q, k, v, visible: visible, scale: scale ?? 1 / Double(width).squareRoot())
        let causal = try Functional.scaledDotProductAttention(q, k, v, isCausal: true, scale: scale, enableGQA: gqa)
        try expectClose(causal, expected.doubles(), shape: [2, heads, tokens, width], tolerance: 1e-5)
        let masked = try Functional.scaledDotProductAttention(
            q, k, v, mask: visible, scale: scale, enableGQA: gqa)
        try expectClose(masked, expected.doubles(), tolerance: 1e-5)
    }

    @Test func attentionGradientsMatchPlainOperations() throws {
        let inputs = try [wave([1, 4, 5, 8], 1.7), wave([1, 2, 5, 8], 2.3), wave([1, 2, 5, 8], 0.9)]
        for input in inputs { try input.setRequiresGrad() }
        let visible = try Tensor.ones([5, 5], dtype: .bool).tril()
        let weights = try wave([1, 4, 5, 8], 0.31)
        let fused = try Functional.scaledDotProductAttention(
            inputs[0], inputs[1], inputs[2], isCausal: true, enableGQA: true)
        let plain = try attention(
            inputs[0], inputs[1], inputs[2], visible: visible, scale: 1 / 8.0.squareRoot())
        let gradients = try Autograd.grad(of: (fused * weights).sum(), wrt: inputs)
        let expected = try Autograd.grad(of: (plain * weights).sum(), wrt: inputs)
        for (gradient, wanted) in zip(gradients, expected) {
            try expectClose(#require(gradient), #require(wanted).doubles(), tolerance: 1e-5)
        }
    }

    @Test func causalAttentionExcludesAMask() throws {
        let q = try Tensor.ones([1, 1, 2, 4])
        let mask = try Tensor.ones([2, 2], dtype: .bool)
        #expect(torchError { _ = try Functional.scaledDotProductAttention(q, q, q, mask: mask, isCausal: true) } != nil)
    }
}
