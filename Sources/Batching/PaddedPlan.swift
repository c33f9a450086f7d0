/// Slices of a sorted list of samples, in shuffled order.
struct PaddedPlan: BatchPlan {
    let batchCount: Int
    let crossDocumentAttention = false
    let truncated: LostTokens
    let dropped: LostTokens
    let collation: Collation?
    let collatedLength: Int

    private let batchSize: Int

    /// Samples with their kept lengths, batch after batch; only the last batch can be short.
    private let rows: [DocumentPart]

    /// Which batch comes when.
    private let batchOrder: [Int]

    init(strategy: PaddingStrategy, data: TokenizedDataset, epoch: Int, seed: UInt64?) {
        batchSize = strategy.batchSize
        collation = strategy.collation
        collatedLength = strategy.contextLength
        var samples = (0..<data.count).filter { data.length(of: $0) > 0 }
        if seed != nil {
            // The index decides between equal lengths, which makes the sort stable.
            samples.sort { (data.length(of: $0), $0) < (data.length(of: $1), $1) }
        }
        let kept = strategy.dropLast ? samples.count / batchSize * batchSize : samples.count
        dropped = LostTokens(
            tokens: samples[kept...].reduce(0) { $0 + data.length(of: $1) }, samples: samples.count - kept)
        var truncated = LostTokens()
        rows = samples[..<kept].map { sample in
            let length = data.length(of: sample)
            if length > strategy.contextLength {
                truncated.tokens += length - strategy.contextLength
                truncated.samples += 1
            }
            return DocumentPart(sample: sample, start: 0, count: min(length, strategy.contextLength))
        }
        self.truncated = truncated
        batchCount = kept / batchSize + (kept % batchSize == 0 ? 0 : 1)
        let count = batchCount
        batchOrder = seed.map { ShuffledOrder(count: count, epoch: epoch, seed: $0).indices } ?? Array(0..<count)
    }

    func rows(ofBatch batch: Int) -> [[DocumentPart]] {
        let first = batchOrder[batch] * batchSize
        return rows[first..<first + min(batchSize, rows.count - first)].map { [$0] }
    }
}
