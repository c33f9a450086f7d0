/// One sample per row, batched with samples of like length, shorter rows padded on the right.
///
/// Shuffled: samples are sorted by length (equal ones in file order), cut into batches, and the batches shuffled, as
/// llama-recipes does. Not shuffled: batches are cut from the file's own order. A sample longer than `contextLength` is
/// truncated and counted. The last batch may be smaller, unless `dropLast` leaves it out, which is counted too. With a
/// `collation`, a data collator makes each batch of the samples chosen so.
public struct PaddingStrategy: BatchingStrategy {
    public let contextLength: Int
    public let batchSize: Int
    public let dropLast: Bool
    public let collation: Collation?

    /// `contextLength` counts tokens, `batchSize` samples; both must be at least 1.
    public init(contextLength: Int, batchSize: Int, dropLast: Bool = false, collation: Collation? = nil) throws {
        try Self.requirePositive(contextLength, option: "context_length")
        try Self.requirePositive(batchSize, option: "batch size")
        self.contextLength = contextLength
        self.batchSize = batchSize
        self.dropLast = dropLast
        self.collation = collation
    }

    public var settings: String {
        "padding context_length=\(contextLength) batch_size=\(batchSize) drop_last=\(dropLast)"
            + (collation == nil ? "" : " data_collator=true")
    }

    public func plan(for data: TokenizedDataset, epoch: Int, seed: UInt64?) -> any BatchPlan {
        PaddedPlan(strategy: self, data: data, epoch: epoch, seed: seed)
    }
}
