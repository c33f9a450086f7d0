/// Which tokens stand in which batch of one epoch; the batches themselves are made when they are asked for.
public protocol BatchPlan: Sendable {
    var batchCount: Int { get }

    /// Whether each row is one attention document.
    var crossDocumentAttention: Bool { get }

    /// The parts in each row of a batch; `batch` must be in range.
    func rows(ofBatch batch: Int) -> [[DocumentPart]]

    /// Tokens, and the samples they belong to, cut off because the sample exceeds the context length.
    var truncated: LostTokens { get }

    /// Tokens left out with the last row or batch, and the samples of which nothing is left.
    var dropped: LostTokens { get }
}
