import Batching
import Testing

/// Golden batches worked out by hand.
struct PackingStrategyTests {
    private let x: Int32 = -100

    /// Three samples of 3, 4 and 3 tokens whose first token is masked.
    private func data() throws -> TokenizedDataset {
        try TokenizedDataset(
            samples: [
                ([10, 11, 12], [x, 11, 12]), ([20, 21, 22, 23], [x, 21, 22, 23]), ([30, 31, 32], [x, 31, 32]),
            ], padTokenID: 9)
    }

    private func batches(_ strategy: PackingStrategy, _ data: TokenizedDataset) throws -> [Batch] {
        Array(try BatchLoader(data: data, strategy: strategy, shuffle: false).batches(epoch: 0))
    }

    @Test func cutsSamplesAtTheRowAndGoesOnInTheNext() throws {
        let strategy = try PackingStrategy(contextLength: 4, batchSize: 2)
        let batches = try batches(strategy, data())
        #expect(batches.count == 2)
        #expect(
            batches[0]
                == Batch(
                    rows: 2, length: 4,
                    inputIDs: [10, 11, 12, 20, 21, 22, 23, 30], labels: [x, 11, 12, x, 21, 22, 23, x],
                    positionIDs: [0, 1, 2, 0, 1, 2, 3, 0], documentLengths: [[3, 1], [3, 1]]))
        #expect(batches[0].targets == [11, 12, x, x, 22, 23, x, x])
        // The last row is shorter and is kept; the batch is as long as its longest row.
        #expect(
            batches[1]
                == Batch(
                    rows: 1, length: 2, inputIDs: [31, 32], labels: [31, 32], positionIDs: [1, 2],
                    documentLengths: [[2]]))
        #expect(batches[1].targets == [32, x])
    }

    @Test func padsAShortLastRowBesideFullOnes() throws {
        let strategy = try PackingStrategy(contextLength: 4, batchSize: 3)
        let batches = try batches(strategy, data())
        #expect(batches.count == 1)
        #expect(batches[0].inputIDs == [10, 11, 12, 20, 21, 22, 23, 30, 31, 32, 9, 9])
        #expect(batches[0].labels == [x, 11, 12, x, 21, 22, 23, x, 31, 32, x, x])
        #expect(batches[0].positionIDs == [0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 0, 0])
        #expect(batches[0].documentLengths == [[3, 1], [3, 1], [2]])
        #expect(batches[0].targets == [11, 12, x, x, 22, 23, x, x, 32, x, x, x])
        #expect((batches[0].tokenCount, batches[0].trainedTokenCount) == (10, 5))
    }

    @Test func crossDocumentAttentionMakesEachRowOneDocument() throws {
        let strategy = try PackingStrategy(contextLength: 4, batchSize: 3, crossDocumentAttention: true)
        let batches = try batches(strategy, data())
        #expect(batches[0].positionIDs == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 0, 0])
        #expect(batches[0].documentLengths == [[4], [4], [2]])
        #expect(batches[0].targets == [11, 12, x, x, 22, 23, x, x, 32, x, x, x])
    }

    @Test func aSampleMayFillManyRows() throws {
        let strategy = try PackingStrategy(contextLength: 2, batchSize: 1)
        let batches = try batches(strategy, TokenizedDataset(trained: [[1, 2, 3, 4, 5]]))
        #expect(batches.map(\.inputIDs) == [[1, 2], [3, 4], [5]])
        #expect(batches.map(\.positionIDs) == [[0, 1], [2, 3], [4]])
        #expect(batches.map(\.targets) == [[2, x], [4, x], [x]])
    }

    @Test func anExactFitLeavesNoEmptyRow() throws {
        let strategy = try PackingStrategy(contextLength: 5, batchSize: 1)
        let batches = try batches(strategy, data())
        #expect(batches.map(\.length) == [5, 5])
        #expect(batches.map(\.documentLengths) == [[[3, 2]], [[2, 3]]])
    }

    @Test func dropLastDropsAndCounts() throws {
        let strategy = try PackingStrategy(contextLength: 4, batchSize: 1, dropLast: true)
        let loader = try BatchLoader(data: data(), strategy: strategy, shuffle: false)
        #expect(loader.batches(epoch: 0).map(\.inputIDs) == [[10, 11, 12, 20], [21, 22, 23, 30]])
        #expect(loader.statistics.tokens.dropped == 2)
        #expect(loader.statistics.droppedSamples == 0)
        let rows = try PackingStrategy(contextLength: 3, batchSize: 2, dropLast: true)
        let statistics = try BatchLoader(data: data(), strategy: rows, shuffle: false).statistics
        #expect((statistics.batches, statistics.rows) == (1, 2))
        #expect((statistics.tokens.dropped, statistics.droppedSamples) == (4, 1))
    }

    @Test func accountsForEachKindOfToken() throws {
        let strategy = try PackingStrategy(contextLength: 4, batchSize: 3)
        let masked = try BatchLoader(data: data(), strategy: strategy, shuffle: false).statistics
        var expected = TokenAccount()
        (expected.data, expected.trained, expected.masked) = (10, 5, 3)
        (expected.afterCut, expected.padding) = (2, 2)
        #expect(masked.tokens == expected)
        #expect(masked.tokens.packingEfficiency == 10.0 / 12)
        #expect((masked.shortestSample, masked.longestSample, masked.rows) == (3, 4, 3))
        let all = try TokenizedDataset(trained: [[1, 2, 3], [4, 5, 6, 7], [8, 9, 10]])
        let first = try BatchLoader(data: all, strategy: strategy, shuffle: false).statistics.tokens
        #expect((first.trained, first.firstOfDocument, first.afterCut) == (5, 3, 2))
        let joined = try PackingStrategy(contextLength: 4, batchSize: 3, crossDocumentAttention: true)
        let crossed = try BatchLoader(data: all, strategy: joined, shuffle: false).statistics.tokens
        #expect((crossed.trained, crossed.firstOfDocument, crossed.afterCut) == (7, 1, 2))
    }

    @Test func refusesSizesBelowOne() {
        #expect(throws: BatchingError.self) { try PackingStrategy(contextLength: 0, batchSize: 1) }
        #expect(throws: BatchingError.self) { try PackingStrategy(contextLength: 1, batchSize: 0) }
    }

    @Test func anEnormousContextIsOneRow() throws {
        let strategy = try PackingStrategy(contextLength: Int.max, batchSize: Int.max)
        #expect(try batches(strategy, data()).map(\.length) == [10])
        let dropping = try PackingStrategy(contextLength: Int.max, batchSize: Int.max, dropLast: true)
        #expect(throws: BatchingError.self) { try batches(dropping, data()) }
    }
}
