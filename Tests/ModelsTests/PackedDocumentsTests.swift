import NN
import ParitySupport
import Testing
import Torch

/// Packed rows: each document is computed as if it stood alone.
struct PackedDocumentsTests {
    private static let lengths = [7, 11, 6]

    private func losses(
        _ model: any CausalLanguageModel, _ ids: [Int32], positions: [Int32]?, documents: [[Int]]?, rows: Int = 1
    ) throws -> [Float] {
        let length = ids.count / rows
        let input = try ModelInput(
            inputIDs: ids, positionIDs: positions, rows: rows, length: length, documentLengths: documents)
        // The target of the last token of a document crosses its end; here it is the same in all forms of the row.
        let targets = ids.map { ($0 * 7 + 3) % 64 }
        return try CrossEntropy(model: model).perToken(hidden: model.hidden(input), targets: targets).floats()
    }

    private func pieces(_ ids: [Int32], _ lengths: [Int]) -> [[Int32]] {
        var rest = ids[...]
        return lengths.map { length in
            defer { rest = rest.dropFirst(length) }
            return Array(rest.prefix(length))
        }
    }

    private func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
        a.count == b.count ? zip(a, b).map { abs($0 - $1) / max(abs($1), 1) }.max() ?? 0 : .infinity
    }

    @Test(arguments: ParityFixture.fullSize, [[7, 11, 6], [8, 8, 8], [24], [1, 22, 1]])
    func documentsAreComputedAlone(_ fixture: ParityFixture, _ lengths: [Int]) throws {
        let model = try fixture.model()
        let ids = Array(try fixture.input().inputIDs.int64s().map(Int32.init).prefix(24))
        let alone = try pieces(ids, lengths).flatMap {
            try losses(model, $0, positions: nil, documents: nil)
        }
        let positions = lengths.flatMap { (0..<$0).map(Int32.init) }
        let packed = try losses(model, ids, positions: positions, documents: [lengths])
        #expect(largestDifference(packed, alone) < 1e-5)
    }

    @Test func documentsMixAcrossTheirBordersWhenTheRowIsOne() throws {
        let fixture = ParityFixture("gqa-tied")
        let model = try fixture.model()
        let ids = Array(try fixture.input().inputIDs.int64s().map(Int32.init).prefix(24))
        let positions = Self.lengths.flatMap { (0..<$0).map(Int32.init) }
        let packed = try losses(model, ids, positions: positions, documents: [Self.lengths])
        let mixed = try losses(model, ids, positions: nil, documents: [[24]])
        #expect(largestDifference(Array(mixed.prefix(7)), Array(packed.prefix(7))) < 1e-5)
        #expect(largestDifference(Array(mixed.dropFirst(7)), Array(packed.dropFirst(7))) > 1e-2)
    }

    @Test func rowsOfDifferentDocumentsAndPaddingGoTogether() throws {
        let fixture = ParityFixture("mha")
        let model = try fixture.model()
        let ids = try fixture.input().inputIDs.int64s().map(Int32.init)
        let rows = [[9, 12], [20]]  // 3 and 4 tokens of padding
        let positions = rows.flatMap { lengths in
            let used = lengths.flatMap { (0..<$0).map(Int32.init) }
            return used + Array(repeating: 0, count: 24 - used.count)
        }
        let packed = try losses(model, ids, positions: positions, documents: rows, rows: 2)
        let alone = try pieces(ids, [9, 12, 3, 20]).enumerated().filter { $0.offset != 2 }.flatMap {
            try losses(model, $0.element, positions: nil, documents: nil)
        }
        #expect(largestDifference(Array(packed[0..<21] + packed[24..<44]), alone) < 1e-5)
        #expect(packed.allSatisfy { $0.isFinite })
    }

    @Test func gradientsOfPackedDocumentsAddUp() throws {
        let fixture = ParityFixture("gqa-tied")
        let model = try fixture.model()
        try model.setTrainable(true)
        let ids = Array(try fixture.input().inputIDs.int64s().map(Int32.init).prefix(24))

        func gradients(_ backward: () throws -> Void) throws -> [Tensor] {
            try model.clearGradients()
            try backward()
            return try model.namedParameters().compactMap { try $0.parameter.gradient?.clone() }
        }
        func backward(_ ids: [Int32], _ positions: [Int32]?, _ documents: [[Int]]?) throws {
            let input = try ModelInput(
                inputIDs: ids, positionIDs: positions, rows: 1, length: ids.count, documentLengths: documents)
            try CrossEntropy(model: model).sum(hidden: model.hidden(input), targets: ids).backward()
        }
        let alone = try gradients {
            for piece in pieces(ids, Self.lengths) { try backward(piece, nil, nil) }
        }
        let positions = Self.lengths.flatMap { (0..<$0).map(Int32.init) }
        let packed = try gradients { try backward(ids, positions, [Self.lengths]) }
        #expect(!packed.isEmpty && packed.count == alone.count)
        for (one, other) in zip(packed, alone) { #expect(try relativeError(one, other) < 1e-5) }
    }
}
