/// Slices of a sorted list of samples, in shuffled order.
struct PaddedPlan: BatchPlan {
    let batchCount: Int
    let crossDocumentAttention = false
    let truncated: LostTokens
    let dropped: LostTokens
    let collation: Collation?
    let collatedLength: Int

    private let data: TokenizedDataset
    private let contextLength: Int
    private let batchSize: Int

    /// The samples that have tokens, batch after batch; only the last batch can be short.
    private let samples: [UInt32]

    /// How many of them are in batches; the rest is dropped.
    private let keptCount: Int

    /// Which batch comes when; nil for the order in which they were cut.
    private let batchOrder: ShuffledOrder?

    init(strategy: PaddingStrategy, data: TokenizedDataset, epoch: Int, seed: UInt64?) {
        self.data = data
        contextLength = strategy.contextLength
        batchSize = strategy.batchSize
        collation = strategy.collation
        collatedLength = strategy.contextLength
        var samples: [UInt32] = []
        samples.reserveCapacity(data.count)
        for index in 0..<data.count where data.length(of: index) > 0 { samples.append(UInt32(index)) }
        if seed != nil {
            // The index decides between equal lengths, which makes the sort stable.
            samples.sort { (data.length(of: Int($0)), $0) < (data.length(of: Int($1)), $1) }
        }
        self.samples = samples
        let kept = strategy.dropLast ? samples.count / batchSize * batchSize : samples.count
        keptCount = kept
        var (truncated, dropped) = (LostTokens(), LostTokens(samples: samples.count - kept))
        for (place, sample) in samples.enumerated() {
            let length = data.length(of: Int(sample))
            if place >= kept {
                dropped.tokens += length
            } else if length > strategy.contextLength {
                truncated.tokens += length - strategy.contextLength
                truncated.samples += 1
            }
        }
        (self.truncated, self.dropped) = (truncated, dropped)
        let count = kept / batchSize + (kept % batchSize == 0 ? 0 : 1)
        batchCount = count
        batchOrder = seed.map { ShuffledOrder(count: count, epoch: epoch, seed: $0) }
    }

    func rows(ofBatch batch: Int) -> [[DocumentPart]] {
        let first = (batchOrder?[batch] ?? batch) * batchSize
        return samples[first..<first + min(batchSize, keptCount - first)].map { sample in
            [DocumentPart(sample: Int(sample), start: 0, count: min(data.length(of: Int(sample)), contextLength))]
        }
    }

    func forEachLostPart(_ body: (DocumentPart) -> Void) {
        for (place, sample) in samples.enumerated() {
            let length = data.length(of: Int(sample))
            let start = place < keptCount ? contextLength : 0
            if start < length { body(DocumentPart(sample: Int(sample), start: start, count: length - start)) }
        }
    }
}
