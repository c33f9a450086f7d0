import NN
import Testing
import Torch

struct AttentionLayoutTests {
    @Test func rowsOfOneDocumentNeedNoCutting() throws {
        #expect(try AttentionLayout(documentLengths: nil, rows: 2, length: 8).form == .wholeRows)
        #expect(try AttentionLayout(documentLengths: [[8], [5]], rows: 2, length: 8).form == .wholeRows)
    }

    @Test func documentsOfOneLengthThatFillTheRowsAreABatch() throws {
        #expect(
            try AttentionLayout(documentLengths: [[4, 4], [4, 4]], rows: 2, length: 8).form
                == .equalDocuments(length: 4))
        // The same documents in a longer row leave padding.
        let padded = try AttentionLayout(documentLengths: [[4, 4], [4, 4]], rows: 2, length: 9)
        #expect(padded.form != .equalDocuments(length: 4))
    }

    @Test func piecesCoverTheRows() throws {
        let layout = try AttentionLayout(documentLengths: [[3, 5], [6]], rows: 2, length: 8)
        guard case .documents(let pieces) = layout.form else {
            Issue.record("expected pieces, got \(layout)")
            return
        }
        #expect(pieces.map(\.length) == [3, 5, 6, 2])
        #expect(pieces.map(\.isPadding) == [false, false, false, true])
    }

    @Test func documentsAreCountedThroughAllRows() throws {
        let layout = try AttentionLayout(documentLengths: [[3, 4], [6]], rows: 2, length: 8)
        #expect(layout.documents.map(\.start) == [0, 3, 8])
        #expect(layout.documents.map(\.length) == [3, 4, 6])
        let whole = try AttentionLayout(documentLengths: nil, rows: 2, length: 8)
        #expect(whole.documents.map(\.start) == [0, 8])
        #expect(whole.documents.map(\.length) == [8, 8])
    }

    @Test(arguments: [[[9]], [[4, 5]], [[4, 0]], [[4], [4], [4]]])
    func documentsThatDoNotFitAreRefused(_ lengths: [[Int]]) {
        #expect(throws: NNError.self) { try AttentionLayout(documentLengths: lengths, rows: 1, length: 8) }
    }
}
