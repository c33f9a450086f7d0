import Batching
import Testing

@Suite("batches without padding")
struct BatchPaddingTests {
    @Test("every token keeps id, label, position, document and target")
    func tokens() {
        let batch = Batch(
            rows: 3, length: 5, inputIDs: [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 9, 0, 0, 0, 0],
            labels: [1, 2, 3, 4, 5, -100, 7, 8, -100, -100, 9, -100, -100, -100, -100],
            positionIDs: [0, 1, 0, 1, 2, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0], documentLengths: [[2, 3], [3], [1]])
        let row = batch.withoutPadding()
        #expect(
            row
                == Batch(
                    rows: 1, length: 9, inputIDs: [1, 2, 3, 4, 5, 6, 7, 8, 9], labels: [1, 2, 3, 4, 5, -100, 7, 8, 9],
                    positionIDs: [0, 1, 0, 1, 2, 4, 5, 6, 0], documentLengths: [[2, 3, 3, 1]]))
        #expect(row.targets == [2, -100, 4, 5, -100, 7, 8, -100, -100])
        #expect((row.tokenCount, row.trainedTokenCount) == (batch.tokenCount, batch.trainedTokenCount))
    }

    @Test("rows that are full stay rows, and rows without a token go")
    func edges() {
        let full = Batch(
            rows: 2, length: 2, inputIDs: [1, 2, 3, 4], labels: [1, 2, 3, 4], positionIDs: [0, 1, 0, 1],
            documentLengths: [[2], [2]])
        #expect(full.withoutPadding() == full)
        let gone = Batch(
            rows: 2, length: 2, inputIDs: [0, 0, 3, 4], labels: [-100, -100, 3, 4], positionIDs: [0, 0, 0, 1],
            documentLengths: [[0], [2]])
        #expect(gone.withoutPadding().documentLengths == [[2]])
        #expect(gone.withoutPadding().inputIDs == [3, 4])
    }
}
