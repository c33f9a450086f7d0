/// Rows cut from the stream of all samples; found by binary search, so that an epoch costs two numbers per sample.
struct PackedPlan: BatchPlan {
    let batchCount: Int
    let crossDocumentAttention: Bool
    let dropped: LostTokens
    let truncated = LostTokens()

    private let contextLength: Int
    private let batchSize: Int
    private let order: [Int]

    /// Where the sample at each place of `order` ends in the stream.
    private let ends: [Int]

    /// Tokens of the stream that are in a row.
    private let keptTokens: Int

    init(strategy: PackingStrategy, data: TokenizedDataset, order: [Int]) {
        contextLength = strategy.contextLength
        batchSize = strategy.batchSize
        crossDocumentAttention = strategy.crossDocumentAttention
        self.order = order
        var total = 0
        ends = order.map { sample in
            total += data.length(of: sample)
            return total
        }
        if strategy.dropLast {
            batchCount = total / contextLength / batchSize
            keptTokens = batchCount * batchSize * contextLength
        } else {
            // Two steps, since context length times batch size may not fit in an Int.
            let rows = total / contextLength + (total % contextLength == 0 ? 0 : 1)
            batchCount = rows / batchSize + (rows % batchSize == 0 ? 0 : 1)
            keptTokens = total
        }
        let kept = keptTokens
        let ends = ends
        let lostSamples = order.indices.count { place in
            let start = place == 0 ? 0 : ends[place - 1]
            return start >= kept && ends[place] > start
        }
        dropped = LostTokens(tokens: total - kept, samples: lostSamples)
    }

    func rows(ofBatch batch: Int) -> [[DocumentPart]] {
        let first = batch * batchSize
        let rowCount = keptTokens / contextLength + (keptTokens % contextLength == 0 ? 0 : 1)
        return (first..<first + min(batchSize, rowCount - first)).map { parts(ofRow: $0) }
    }

    private func parts(ofRow row: Int) -> [DocumentPart] {
        var position = row * contextLength
        let end = position + min(contextLength, keptTokens - position)
        var place = firstPlace(endingAfter: position)
        var parts: [DocumentPart] = []
        while position < end {
            let start = place == 0 ? 0 : ends[place - 1]
            let stop = min(ends[place], end)
            if stop > position {
                parts.append(DocumentPart(sample: order[place], start: position - start, count: stop - position))
            }
            position = stop
            place += 1
        }
        return parts
    }

    /// The first place of `order` whose sample ends after `position`.
    private func firstPlace(endingAfter position: Int) -> Int {
        var (low, high) = (0, ends.count)
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] > position { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
