import NN
import Testing
import Torch

/// Attention against the textbook formula, made of plain operations.
struct CausalAttentionTests {
    private let rows = 2
    private let length = 12
    private let heads = 4
    private let groups = 2
    private let width = 8

    private func operands() throws -> [Tensor] {
        try [heads, groups, groups].map { try Tensor.randn([rows, length, $0, width]) }
    }

    /// Scores of all pairs, those outside of the documents and of the past masked away.
    private func reference(_ operands: [Tensor], documents: [[Int]]) throws -> Tensor {
        let query = try operands[0].transpose(1, 2)
        let key = try operands[1].repeatInterleave(heads / groups, dim: 2).transpose(1, 2)
        let value = try operands[2].repeatInterleave(heads / groups, dim: 2).transpose(1, 2)
        let scores = try query.matmul(key.transpose(2, 3)) * (1 / Double(width).squareRoot())
        let hidden: [Bool] = documents.flatMap { lengths in
            let document = lengths.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
            let owners = document + Array(repeating: -1, count: length - document.count)
            return owners.indices.flatMap { i in owners.indices.map { j in j > i || owners[i] != owners[j] } }
        }
        let mask = try Tensor(hidden, shape: [rows, 1, length, length])
        let weights = try scores.maskedFill(mask, -.infinity).softmax(dim: -1)
        return try weights.matmul(value).transpose(1, 2).reshape([rows, length, heads * width])
    }

    private func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
        try (a - b).abs().max().item()
    }

    @Test(arguments: [[[12], [12]], [[6, 6], [6, 6]], [[5, 7], [1, 3, 8]]])
    func equalsTheFormula(_ documents: [[Int]]) throws {
        let operands = try operands()
        let layout = try AttentionLayout(documentLengths: documents, rows: rows, length: length)
        let found = try CausalAttention.attend(
            query: operands[0], key: operands[1], value: operands[2], layout: layout)
        #expect(try difference(found, reference(operands, documents: documents)) < 1e-5)
    }

    @Test func paddingBesideDocumentsGivesZerosAndNoGradient() throws {
        let operands = try operands().map { try $0.setRequiresGrad() }
        let documents = [[4, 5], [12]]
        let layout = try AttentionLayout(documentLengths: documents, rows: rows, length: length)
        let found = try CausalAttention.attend(
            query: operands[0], key: operands[1], value: operands[2], layout: layout)
        let padding = try found.select(dim: 0, index: 0).narrow(dim: 0, start: 9, length: 3)
        #expect(try padding.abs().max().item() == 0)
        try found.sum().backward()
        for operand in operands {
            let gradient = try #require(try operand.grad)
            #expect(try gradient.select(dim: 0, index: 0).narrow(dim: 0, start: 9, length: 3).abs().max().item() == 0)
            #expect(try gradient.isFinite().all().item() == 1)
        }
    }

    @Test func gradientsEqualTheFormulas() throws {
        let documents = [[5, 7], [1, 3, 8]]
        let layout = try AttentionLayout(documentLengths: documents, rows: rows, length: length)
        let operands = try operands().map { try $0.setRequiresGrad() }
        let weight = try Tensor.randn([rows, length, heads * width])
        let found = try CausalAttention.attend(
            query: operands[0], key: operands[1], value: operands[2], layout: layout)
        let one = try Autograd.grad(of: (found * weight).sum(), wrt: operands)
        let other = try Autograd.grad(of: (reference(operands, documents: documents) * weight).sum(), wrt: operands)
        for (a, b) in zip(one, other) { #expect(try difference(#require(a), #require(b)) < 1e-4) }
    }

    @Test(arguments: [12, 5, 1])
    func theLastTokensSeeAllBeforeThem(_ count: Int) throws {
        let operands = try operands()
        let whole = try reference(operands, documents: [[12], [12]])
        let found = try CausalAttention.attend(
            query: operands[0].narrow(dim: 1, start: length - count, length: count), cachedKey: operands[1],
            cachedValue: operands[2])
        #expect(try difference(found, whole.narrow(dim: 1, start: length - count, length: count)) < 1e-5)
    }
}
