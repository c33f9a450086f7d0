import NN
import Testing
import Torch

struct ModelInputTests {
    @Test func positionsCountEachRow() throws {
        let input = try ModelInput(inputIDs: [7, 8, 9, 1, 2, 3], rows: 2, length: 3)
        #expect(input.inputIDs.shape == [2, 3] && input.inputIDs.dtype == .int64)
        #expect(try input.positionIDs.int64s() == [0, 1, 2, 0, 1, 2])
    }

    @Test func aContinuationCountsOn() throws {
        let input = try ModelInput(continuing: 5, inputIDs: [7, 8])
        #expect(try input.positionIDs.int64s() == [5, 6])
        #expect(input.positionIDs.shape == [1, 2])
    }

    @Test func arraysOfTheWrongSizeAreRefused() {
        #expect(throws: NNError.self) { try ModelInput(inputIDs: [1, 2, 3], rows: 2, length: 2) }
        #expect(throws: NNError.self) {
            try ModelInput(inputIDs: [1, 2, 3, 4], positionIDs: [0], rows: 2, length: 2)
        }
    }
}
