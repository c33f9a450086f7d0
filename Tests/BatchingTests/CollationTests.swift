import Batching
import Testing

private struct Refusal: Error {}

@Suite("data collators in batches")
struct CollationTests {
    private func data() throws -> TokenizedDataset {
        let rows: [[Int32]] = [[1, 2, 3], [4], [5, 6]]
        return try TokenizedDataset(
            name: "toy", origin: "here", padTokenID: 9,
            samples: rows.map { TokenizedSample(inputIDs: $0, labels: $0) })
    }

    private func loader(
        contextLength: Int = 8, _ make: @escaping @Sendable ([CollatorSample]) throws -> CollatedBatch
    ) throws -> BatchLoader {
        try BatchLoader(
            data: data(),
            strategy: PaddingStrategy(
                contextLength: contextLength, batchSize: 2,
                collation: Collation(ClosureCollator(make: make), vocabularySize: 8)
            ), shuffle: false)
    }

    @Test("it gets the samples of each batch and its rows are the batch, free of its padding")
    func batches() throws {
        let loader = try loader { samples in
            let length = 4
            return CollatedBatch(
                inputIDs: samples.map { Array(repeating: 0, count: length - $0.inputIDs.count) + $0.inputIDs },
                attentionMask: samples.map {
                    Array(repeating: 0, count: length - $0.inputIDs.count)
                        + Array(repeating: 1, count: $0.inputIDs.count)
                },
                labels: samples.map { Array(repeating: -100, count: length - 1) + [Int32($0.index)] })
        }
        let batches = loader.batches(epoch: 0)
        let made = Array(batches)
        try batches.check()
        #expect(made.map(\.inputIDs) == [[1, 2, 3, 4, 9, 9], [5, 6]])
        #expect(made.map(\.labels) == [[-100, -100, 0, 1, -100, -100], [-100, 2]])
        #expect(made.map(\.documentLengths) == [[[3], [1]], [[2]]])
        #expect(made.map(\.positionIDs) == [[0, 1, 2, 0, 0, 0], [0, 1]])
        // Label 1 is the first of its row: nothing predicts it.
        let tokens = loader.statistics.tokens
        #expect((tokens.trained, tokens.firstOfDocument, tokens.masked, tokens.padding) == (2, 1, 3, 2))
        #expect(tokens.isBalanced)
    }

    @Test("rows are cut at the context length, which is counted")
    func cut() throws {
        let loader = try loader(contextLength: 2) { samples in
            CollatedBatch(inputIDs: samples.map { _ in [1, 2, 3] }, labels: samples.map { _ in [1, 2, 3] })
        }
        #expect(loader.batches(epoch: 0).map(\.inputIDs) == [[1, 2, 1, 2], [1, 2]])
        #expect(loader.statistics.truncatedSamples == 3 && loader.statistics.tokens.truncated == 3)
    }

    @Test("what is no batch is told with its samples")
    func faults() throws {
        let faults: [(CollatedBatch, String)] = [
            (CollatedBatch(inputIDs: [[1]], labels: [[1]]), "1 rows of ids, 1 of attention_mask and 1 of labels for 2"),
            (CollatedBatch(inputIDs: [[1], [1, 2]], labels: [[1], [1]]), "2 ids, 2 places of attention_mask and 1"),
            (
                CollatedBatch(inputIDs: [[1], [8]], labels: [[1], [1]]),
                "the id 8, which is outside the vocabulary of 8"
            ),
            (CollatedBatch(inputIDs: [[1], [1]], labels: [[1], [-1]]), "the label -1"),
            (
                CollatedBatch(
                    inputIDs: [[1, 1, 1], [1, 1, 1]], attentionMask: [[1, 0, 1], [1, 1, 1]],
                    labels: [[1, 1, 1], [1, 1, 1]]), "hides tokens between others"
            ),
        ]
        for (fault, problem) in faults {
            let error = try #require(throws: BatchingError.self) { try loader { _ in fault } }
            #expect(error.description.contains(problem) && error.place?.contains("samples 0, 1 (from 0)") == true)
        }
    }

    @Test("a failure in the middle of an epoch is not taken for its end")
    func failure() throws {
        let calls = Counter()
        let loader = try loader { samples in
            if calls.next() > 3 { throw Refusal() }
            return CollatedBatch(inputIDs: samples.map(\.inputIDs), labels: samples.map(\.labels))
        }
        // Two calls went into checking.
        let batches = loader.batches(epoch: 0)
        #expect(Array(batches).count == 1)
        #expect(throws: Refusal.self) { try batches.check() }
        #expect(throws: Refusal.self) { try loader.statistics(epoch: 1) }
    }
}

@Suite("attention masks")
struct AttentionMaskTests {
    @Test("one run of ones is what is visible")
    func visible() throws {
        #expect(try AttentionMask.visible([1, 1]) == 0..<2)
        #expect(try AttentionMask.visible([0, 1, 1, 0]) == 1..<3)
        #expect(try AttentionMask.visible([0, 0]) == 0..<0)
        #expect(try AttentionMask.visible([Int32]()) == 0..<0)
        for gap: [Int32] in [[1, 0, 1], [0, 1, 0, 1], [2], [1, 2], [-1]] {
            #expect(throws: BatchingError.self) { try AttentionMask.visible(gap) }
        }
    }
}
