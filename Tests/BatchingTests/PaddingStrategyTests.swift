import Batching
import Testing

/// Golden batches worked out by hand.
struct PaddingStrategyTests {
    private let x: Int32 = -100

    private func data() throws -> TokenizedDataset {
        try TokenizedDataset(
            samples: [
                ([10, 11, 12], [x, 11, 12]), ([20], [20]), ([30, 31], [x, 31]), ([40, 41, 42, 43], [x, x, 42, 43]),
                ([50, 51], [x, 51]),
            ], padTokenID: 9)
    }

    @Test func fileOrderPadsOnTheRight() throws {
        let strategy = try PaddingStrategy(contextLength: 10, batchSize: 2)
        let batches = Array(try BatchLoader(data: data(), strategy: strategy, shuffle: false).batches(epoch: 0))
        #expect(
            batches == [
                Batch(
                    rows: 2, length: 3, inputIDs: [10, 11, 12, 20, 9, 9], labels: [x, 11, 12, 20, x, x],
                    positionIDs: [0, 1, 2, 0, 0, 0], documentLengths: [[3], [1]]),
                Batch(
                    rows: 2, length: 4, inputIDs: [30, 31, 9, 9, 40, 41, 42, 43], labels: [x, 31, x, x, x, x, 42, 43],
                    positionIDs: [0, 1, 0, 0, 0, 1, 2, 3], documentLengths: [[2], [4]]),
                Batch(
                    rows: 1, length: 2, inputIDs: [50, 51], labels: [x, 51], positionIDs: [0, 1],
                    documentLengths: [[2]]),
            ])
        #expect(batches[0].targets == [11, 12, x, x, x, x])
        #expect(batches[1].targets == [31, x, x, x, x, 42, 43, x])
    }

    @Test func shuffledSortsByLengthStablyAndShufflesBatches() throws {
        let strategy = try PaddingStrategy(contextLength: 10, batchSize: 2)
        let loader = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 1)
        // Lengths 1, 2, 2, 3, 4: samples 1 and 2; 4 (after 2, as in the file) and 0; 3 alone.
        let expected: [[Int32]] = [[20, 9, 30, 31], [50, 51, 9, 10, 11, 12], [40, 41, 42, 43]]
        var orders: Set<[[Int32]]> = []
        for epoch in 0..<30 {
            let ids = loader.batches(epoch: epoch).map(\.inputIDs)
            #expect(ids.sorted { $0[0] < $1[0] } == expected.sorted { $0[0] < $1[0] })
            orders.insert(ids)
        }
        #expect(orders.count == 6)
    }

    @Test func longSamplesAreTruncatedAndCounted() throws {
        let strategy = try PaddingStrategy(contextLength: 2, batchSize: 5)
        let loader = try BatchLoader(data: data(), strategy: strategy, shuffle: false)
        #expect(loader.batches(epoch: 0).map(\.inputIDs) == [[10, 11, 20, 9, 30, 31, 40, 41, 50, 51]])
        let statistics = loader.statistics
        #expect((statistics.truncatedSamples, statistics.tokens.truncated) == (2, 3))
        // Sample 1 is one token with a label, which nothing can predict.
        #expect((statistics.tokens.trained, statistics.tokens.masked, statistics.tokens.firstOfDocument) == (3, 5, 1))
        #expect(statistics.tokens.padding == 1)
    }

    @Test func dropLastLeavesOutTheLongestSamples() throws {
        let strategy = try PaddingStrategy(contextLength: 10, batchSize: 2, dropLast: true)
        let loader = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 1)
        #expect(loader.batchCount == 2)
        #expect((loader.statistics.droppedSamples, loader.statistics.tokens.dropped) == (1, 4))
    }

    @Test func emptySamplesAreLeftOutAndCounted() throws {
        let strategy = try PaddingStrategy(contextLength: 10, batchSize: 2)
        let data = try TokenizedDataset(trained: [[], [1, 2], []])
        let loader = try BatchLoader(data: data, strategy: strategy, shuffle: true)
        #expect(loader.batches(epoch: 0).map(\.inputIDs) == [[1, 2]])
        #expect(DataCheck(data, tokenizer: TinyTokenizer()).counts.empty.first == [0, 2])
    }

    @Test func refusesSizesBelowOne() {
        #expect(throws: BatchingError.self) { try PaddingStrategy(contextLength: -3, batchSize: 1) }
        #expect(throws: BatchingError.self) { try PaddingStrategy(contextLength: 1, batchSize: 0) }
    }
}
