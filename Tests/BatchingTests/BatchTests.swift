import Batching
import Testing

struct BatchTests {
    @Test func targetsStayInsideTheirDocument() {
        let batch = Batch(
            rows: 2, length: 5, inputIDs: [1, 2, 3, 4, 5, 6, 7, 8, 0, 0],
            labels: [1, 2, 3, 4, 5, -100, 7, 8, -100, -100],
            positionIDs: [0, 1, 0, 1, 2, 0, 1, 2, 0, 0], documentLengths: [[2, 3], [3]])
        #expect(batch.targets == [2, -100, 4, 5, -100, 7, 8, -100, -100, -100])
        #expect(batch.tokenCount == 8)
        #expect(batch.trainedTokenCount == 5)
    }

    @Test func documentsOfOneTokenPredictNothing() {
        let batch = Batch(
            rows: 1, length: 3, inputIDs: [1, 2, 3], labels: [1, 2, 3], positionIDs: [0, 0, 0],
            documentLengths: [[1, 1, 1]])
        #expect(batch.targets == [-100, -100, -100])
        #expect(batch.trainedTokenCount == 0)
    }
}
