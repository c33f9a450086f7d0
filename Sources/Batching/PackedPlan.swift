/// Rows cut from the stream of all samples; found by binary search, so that an epoch costs two numbers per sample when
/// it is shuffled, and nothing when it is not.
struct PackedPlan: BatchPlan {
    let batchCount: Int
    let crossDocumentAttention: Bool
    let dropped: LostTokens
    let truncated = LostTokens()

    private let contextLength: Int
    private let batchSize: Int
    private let stream: SampleStream

    /// Tokens of the stream that are in a row.
    private let keptTokens: Int

    init(strategy: PackingStrategy, data: TokenizedDataset, order: ShuffledOrder?) {
        contextLength = strategy.contextLength
        batchSize = strategy.batchSize
        crossDocumentAttention = strategy.crossDocumentAttention
        stream = SampleStream(data: data, order: order)
        let total = data.tokenCount
        if strategy.dropLast {
            batchCount = total / contextLength / batchSize
            keptTokens = batchCount * batchSize * contextLength
        } else {
            // Two steps, since context length times batch size may not fit in an Int.
            let rows = total / contextLength + (total % contextLength == 0 ? 0 : 1)
            batchCount = rows / batchSize + (rows % batchSize == 0 ? 0 : 1)
            keptTokens = total
        }
        var lost = LostTokens(tokens: total - keptTokens)
        stream.forEachPart(from: keptTokens, to: total) { lost.samples += $0.start == 0 ? 1 : 0 }
        dropped = lost
    }

    func rows(ofBatch batch: Int) -> [[DocumentPart]] {
        let first = batch * batchSize
        let rowCount = keptTokens / contextLength + (keptTokens % contextLength == 0 ? 0 : 1)
        return (first..<first + min(batchSize, rowCount - first)).map { parts(ofRow: $0) }
    }

    func forEachLostPart(_ body: (DocumentPart) -> Void) {
        stream.forEachPart(from: keptTokens, to: stream.tokenCount, body)
    }

    private func parts(ofRow row: Int) -> [DocumentPart] {
        let start = row * contextLength
        var parts: [DocumentPart] = []
        stream.forEachPart(from: start, to: start + min(contextLength, keptTokens - start)) { parts.append($0) }
        return parts
    }
}
