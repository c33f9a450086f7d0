import Batching
import Foundation
import Testing

struct BatchLoaderTests {
    private let x: Int32 = -100

    private func data(_ count: Int = 40) throws -> TokenizedDataset {
        var random = TestRandom(seed: 5)
        return try TokenizedDataset(
            trained: (0..<count).map { sample in
                (0...random.below(9)).map { Int32(sample * 100 + $0) }
            })
    }

    private static func strategies() throws -> [any BatchingStrategy] {
        [
            try PackingStrategy(contextLength: 7, batchSize: 2),
            try PackingStrategy(contextLength: 7, batchSize: 2, dropLast: true, crossDocumentAttention: true),
            try PaddingStrategy(contextLength: 6, batchSize: 3),
        ]
    }

    @Test(arguments: try strategies())
    func resumingGivesTheSameRemainingBatches(strategy: any BatchingStrategy) throws {
        let loader = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 3)
        let whole = Array(loader.batches(epoch: 1))
        #expect(whole.count == loader.batchCount)
        for batch in 0..<whole.count {
            let saved = try JSONEncoder().encode(loader.position(epoch: 1, batch: batch))
            // A new loader, as a resumed process makes it.
            let resumed = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 3)
            let position = try JSONDecoder().decode(LoaderPosition.self, from: saved)
            #expect(Array(try resumed.batches(from: position)) == Array(whole[batch...]))
        }
    }

    @Test(arguments: try strategies())
    func epochsDifferAndSeedsDecide(strategy: any BatchingStrategy) throws {
        let loader = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 3)
        let same = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 3)
        let other = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 4)
        #expect(Array(loader.batches(epoch: 2)) == Array(same.batches(epoch: 2)))
        #expect(Array(loader.batches(epoch: 2)) != Array(other.batches(epoch: 2)))
        #expect(Array(loader.batches(epoch: 2)) != Array(loader.batches(epoch: 3)))
    }

    @Test(arguments: try strategies())
    func fileOrderIsTheSameInEveryEpoch(strategy: any BatchingStrategy) throws {
        let loader = try BatchLoader(data: data(), strategy: strategy, shuffle: false)
        #expect(Array(loader.batches(epoch: 0)) == Array(loader.batches(epoch: 5)))
        let kept = loader.batches(epoch: 0).flatMap { batch in
            batch.documentLengths.enumerated().flatMap { row, documents in
                batch.inputIDs[(row * batch.length)...].prefix(documents.reduce(0, +))
            }
        }
        #expect(kept == kept.sorted())
    }

    @Test func positionsRollOverToTheNextEpoch() throws {
        let loader = try BatchLoader(
            data: data(), strategy: PaddingStrategy(contextLength: 9, batchSize: 4), shuffle: true, seed: 8)
        #expect((loader.start.epoch, loader.start.batch) == (0, 0))
        let end = loader.position(epoch: 2, batch: loader.batchCount)
        #expect((end.epoch, end.batch) == (3, 0))
        #expect(
            end.settings == "padding context_length=9 batch_size=4 drop_last=false shuffle=true seed=8")
    }

    @Test func positionsOfOtherRunsAreRefused() throws {
        let strategy = try PaddingStrategy(contextLength: 9, batchSize: 4)
        let position = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 1).start
        let seed = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 2)
        let settings = try #require(throws: BatchingError.self) { try seed.batches(from: position) }
        #expect(settings.problem.contains("seed=1") && settings.problem.contains("seed=2"))
        let more = try BatchLoader(data: data(41), strategy: strategy, shuffle: true, seed: 1)
        let samples = try #require(throws: BatchingError.self) { try more.batches(from: position) }
        #expect(samples.problem == "the samples are not those of the checkpoint")
        var damaged = position
        damaged.batch = 1000
        let own = try BatchLoader(data: data(), strategy: strategy, shuffle: true, seed: 1)
        #expect(throws: BatchingError.self) { try own.batches(from: damaged) }
    }

    @Test func nothingToTrainIsAnError() throws {
        let strategy = try PackingStrategy(contextLength: 8, batchSize: 1)
        func problem(_ data: TokenizedDataset, _ strategy: any BatchingStrategy) throws -> String {
            try #require(throws: BatchingError.self) {
                try BatchLoader(data: data, strategy: strategy, shuffle: false)
            }.description
        }
        let masked = try TokenizedDataset(samples: [([1, 2], [x, x]), ([3, 4], [3, x])])
        #expect(
            try problem(masked, strategy)
                == "tiny (memory): no token is trained: the labels of all 2 samples are masked, "
                + "cut off or dropped; give labels that are not all -100, raise --context_length, or use "
                + "--batching_strategy packing and --drop_last False")
        #expect(try problem(TokenizedDataset(trained: []), strategy).contains("0 samples of 0 tokens do not fill one"))
        #expect(try problem(TokenizedDataset(trained: [[]]), strategy).contains("1 samples of 0 tokens"))
        let single = try PackingStrategy(contextLength: 1, batchSize: 1)
        #expect(try problem(TokenizedDataset(trained: [[1, 2]]), single).contains("raise --context_length"))
        let cut = try PaddingStrategy(contextLength: 2, batchSize: 1)
        let late = try TokenizedDataset(samples: [([1, 2, 3], [x, x, 3])])
        #expect(try problem(late, cut).contains("cut off or dropped"))
        let dropping = try PackingStrategy(contextLength: 8, batchSize: 1, dropLast: true)
        #expect(try problem(TokenizedDataset(trained: [[1, 2]]), dropping).contains("--drop_last False"))
    }

    @Test func unevenSamplesAreRefused() {
        #expect(throws: BatchingError.self) { try TokenizedDataset(samples: [([1, 2], [1])]) }
    }

    @Test func statisticsReadAsOneLine() throws {
        let data = try TokenizedDataset(samples: [([1, 2, 3], [x, 2, 3]), ([4, 5], [x, x])])
        let loader = try BatchLoader(
            data: data, strategy: PaddingStrategy(contextLength: 9, batchSize: 2), shuffle: false)
        #expect(
            loader.statistics.description == "2 samples of 2 to 3 tokens, 5 tokens, 2 trained, 3 masked, "
                + "1 batch of 2 rows, 83.3 % of the places filled")
    }
}
