import Batching
import Testing

/// Random data and settings: each (sample, token) is in exactly one place, or counted as truncated or dropped.
struct TokenAccountTests {
    /// Ids are sample * 64 + token, so that each tells where it comes from; labels are id + 100,000 or -100.
    private static func data(_ random: inout TestRandom) throws -> TokenizedDataset {
        try TokenizedDataset(
            samples: (0...random.below(40)).map { sample in
                let ids = (0..<random.below(25)).map { Int32(sample * 64 + $0) }
                let isMasked = random.flip()
                return (ids, ids.map { isMasked && random.flip() ? -100 : $0 + 100_000 })
            }, padTokenID: -7)
    }

    private static func strategy(_ random: inout TestRandom) throws -> any BatchingStrategy {
        let (context, size, dropLast) = (1 + random.below(30), 1 + random.below(5), random.flip())
        guard random.flip() else {
            return try PaddingStrategy(contextLength: context, batchSize: size, dropLast: dropLast)
        }
        return try PackingStrategy(
            contextLength: context, batchSize: size, dropLast: dropLast, crossDocumentAttention: random.flip())
    }

    @Test func everyTokenIsAccountedFor() throws {
        var random = TestRandom(seed: 2024)
        var (checked, packed, crossed) = (0, 0, 0)
        for _ in 0..<1500 {
            let data = try Self.data(&random)
            let strategy = try Self.strategy(&random)
            let isShuffled = random.flip()
            // Data without anything to train is refused; that has its own test.
            guard let loader = try? BatchLoader(data: data, strategy: strategy, shuffle: isShuffled, seed: 11) else {
                continue
            }
            let packing = strategy as? PackingStrategy
            for epoch in 0..<2 { try Self.check(loader, epoch, isCrossed: packing?.crossDocumentAttention ?? false) }
            checked += 1
            packed += packing == nil ? 0 : 1
            crossed += packing?.crossDocumentAttention == true ? 1 : 0
        }
        #expect(checked > 1000)
        #expect(packed > 300 && crossed > 100)
    }

    private static func check(_ loader: BatchLoader, _ epoch: Int, isCrossed: Bool) throws {
        var seen: Set<Int32> = []
        var (tokens, trained, masked, padding) = (0, 0, 0, 0)
        for batch in loader.batches(epoch: epoch) {
            #expect(batch.length > 0 && batch.documentLengths.contains { $0.reduce(0, +) == batch.length })
            for row in 0..<batch.rows {
                var place = row * batch.length
                for length in batch.documentLengths[row] {
                    for i in place..<place + length {
                        let id = batch.inputIDs[i]
                        #expect(seen.insert(id).inserted, "token \(id) is there twice")
                        #expect(batch.labels[i] == loader.data[Int(id / 64)].labels[Int(id % 64)])
                        #expect(batch.positionIDs[i] == (isCrossed ? Int32(i - place) : id % 64))
                        #expect(batch.targets[i] == (i + 1 < place + length ? batch.labels[i + 1] : -100))
                        if !isCrossed, batch.targets[i] != -100 {
                            #expect(batch.targets[i] == id + 1 + 100_000, "a target crosses documents")
                        }
                        masked += batch.labels[i] == -100 ? 1 : 0
                    }
                    place += length
                    tokens += length
                }
                for i in place..<(row + 1) * batch.length {
                    #expect(batch.inputIDs[i] == -7 && batch.labels[i] == -100 && batch.targets[i] == -100)
                    #expect(batch.positionIDs[i] == 0)
                    padding += 1
                }
            }
            #expect(batch.trainedTokenCount == batch.targets.count { $0 != -100 })
            trained += batch.trainedTokenCount
        }
        let account = try loader.statistics(epoch: epoch).tokens
        #expect(account.isBalanced)
        #expect(account.data == loader.data.tokenCount && account.inBatches == tokens)
        #expect(seen.count == tokens && tokens + account.truncated + account.dropped == account.data)
        #expect((account.trained, account.masked, account.padding) == (trained, masked, padding))
    }

    @Test func anUnbalancedAccountSaysSo() {
        var account = TokenAccount()
        (account.data, account.trained, account.masked, account.dropped) = (10, 4, 5, 1)
        #expect(account.isBalanced)
        account.dropped = 0
        #expect(!account.isBalanced)
    }

    /// A strategy that loses the last batch without a word must not get past the loader.
    @Test func aLossyStrategyIsRefused() throws {
        struct LossyPlan: BatchPlan {
            let plan: any BatchPlan
            var batchCount: Int { plan.batchCount - 1 }
            var crossDocumentAttention: Bool { plan.crossDocumentAttention }
            var truncated: LostTokens { plan.truncated }
            var dropped: LostTokens { plan.dropped }
            func forEachLostPart(_ body: (DocumentPart) -> Void) {}
            func rows(ofBatch batch: Int) -> [[DocumentPart]] { plan.rows(ofBatch: batch) }
        }
        struct Lossy: BatchingStrategy {
            let strategy: PackingStrategy
            var settings: String { "lossy" }
            func plan(for data: TokenizedDataset, epoch: Int, seed: UInt64?) -> any BatchPlan {
                LossyPlan(plan: strategy.plan(for: data, epoch: epoch, seed: seed))
            }
        }
        let data = try TokenizedDataset(trained: [[1, 2, 3], [4, 5, 6]])
        let lossy = Lossy(strategy: try PackingStrategy(contextLength: 3, batchSize: 1))
        let error = try #require(throws: BatchingError.self) {
            try BatchLoader(data: data, strategy: lossy, shuffle: false)
        }
        #expect(error.problem.contains("tokens were lost"))
    }
}
