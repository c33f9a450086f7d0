import Batching
import Testing

/// Samples in a file are those that were put in, and what is known about them is what counting them gives.
struct TokenizedDatasetTests {
    private static func samples(_ random: inout TestRandom, _ count: Int) -> [TokenizedSample] {
        (0..<count).map { _ in
            let ids = (0..<random.below(40)).map { _ in Int32(random.below(50_000)) }
            return TokenizedSample(inputIDs: ids, labels: ids.map { random.flip() ? -100 : $0 })
        }
    }

    private func dataset(_ samples: [TokenizedSample]) throws -> TokenizedDataset {
        try TokenizedDataset(name: "n", origin: "o", padTokenID: 7, skippedRows: 3, samples: samples)
    }

    @Test(arguments: [0, 1, 2, 3, 500, 20_000])
    func holdsTheSamples(count: Int) throws {
        var random = TestRandom(seed: UInt64(count))
        let samples = Self.samples(&random, count)
        let data = try dataset(samples)
        #expect((data.name, data.origin, data.padTokenID, data.skippedRows) == ("n", "o", 7, 3))
        #expect(data.count == count)
        #expect((0..<count).allSatisfy { data[$0] == samples[$0] && data.length(of: $0) == samples[$0].labels.count })
        #expect(data.tokenCount == samples.reduce(0) { $0 + $1.inputIDs.count })
    }

    @Test func knowsWhatCountingGives() throws {
        var random = TestRandom(seed: 9)
        for _ in 0..<50 {
            let samples = Self.samples(&random, random.below(30))
            let known = try dataset(samples).statistics
            let lengths = samples.map(\.inputIDs.count)
            #expect(known.samples == samples.count)
            #expect(known.tokens == lengths.reduce(0, +))
            #expect((known.shortestSample, known.longestSample) == (lengths.min() ?? 0, lengths.max() ?? 0))
            #expect(known.labelledTokens == samples.reduce(0) { $0 + $1.labels.count { $0 != -100 } })
            #expect(known.firstLabels == samples.count { ($0.labels.first ?? -100) != -100 })
            #expect(known.largestID == samples.flatMap { $0.inputIDs + $0.labels }.max() ?? -1)
        }
    }

    /// Where a checkpoint stands is only good for the very same samples.
    @Test func anyChangeChangesTheFingerprint() throws {
        func print(_ samples: [([Int32], [Int32])]) throws -> String {
            let data = try dataset(samples.map { TokenizedSample(inputIDs: $0.0, labels: $0.1) })
            return try BatchLoader(
                data: data, strategy: PaddingStrategy(contextLength: 8, batchSize: 1), shuffle: false
            ).start.data
        }
        let prints = try [
            [([1, 2, 3], [1, 2, 3]), ([4, 5], [4, 5])], [([1, 2], [1, 2]), ([3, 4, 5], [3, 4, 5])],
            [([1, 2, 3], [1, 2, 3]), ([4, 6], [4, 5])], [([1, 2, 3], [1, 2, -100]), ([4, 5], [4, 5])],
            [([1, 2, 3], [1, 2, 3]), ([4, 5], [4, 5]), ([], [])], [([4, 5], [4, 5]), ([1, 2, 3], [1, 2, 3])],
        ].map(print)
        #expect(Set(prints).count == prints.count)
        #expect(try print([([1, 2, 3], [1, 2, 3]), ([4, 5], [4, 5])]) == prints[0])
    }

    @Test func refusesLabelsOfAnotherLength() throws {
        let error = #expect(throws: BatchingError.self) {
            try dataset([TokenizedSample(inputIDs: [], labels: []), TokenizedSample(inputIDs: [1, 2], labels: [1])])
        }
        #expect(error?.description.hasPrefix("n (o): sample 1 (from 0): there are 2 ids and 1 labels") == true)
    }
}
