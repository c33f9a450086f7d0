/// Joins samples into one stream and cuts it into rows of `contextLength`.
///
/// A sample cut at the end of a row goes on in the next row with its next position. Unlike the original, the order is
/// new in each epoch, samples do not see each other unless `crossDocumentAttention` is set, and the last, shorter row
/// is kept. With `dropLast` it is left out, and so are rows that do not fill a batch; both are counted.
public struct PackingStrategy: BatchingStrategy {
    public let contextLength: Int
    public let batchSize: Int
    public let dropLast: Bool
    public let crossDocumentAttention: Bool

    /// `contextLength` counts tokens, `batchSize` rows; both must be at least 1.
    public init(
        contextLength: Int, batchSize: Int, dropLast: Bool = false, crossDocumentAttention: Bool = false
    ) throws {
        try Self.requirePositive(contextLength, option: "context_length")
        try Self.requirePositive(batchSize, option: "batch size")
        self.contextLength = contextLength
        self.batchSize = batchSize
        self.dropLast = dropLast
        self.crossDocumentAttention = crossDocumentAttention
    }

    public var settings: String {
        "packing context_length=\(contextLength) batch_size=\(batchSize) drop_last=\(dropLast) "
            + "cross_document_attention=\(crossDocumentAttention)"
    }

    public func plan(for data: TokenizedDataset, epoch: Int, seed: UInt64?) -> any BatchPlan {
        let order = seed.map { ShuffledOrder(count: data.count, epoch: epoch, seed: $0) }
        return PackedPlan(strategy: self, data: data, order: order)
    }
}
