/// Which tokens stand in which batch of one epoch; the batches themselves are made when they are asked for.
public protocol BatchPlan: Sendable {
    var batchCount: Int { get }

    /// Whether each row is one attention document.
    var crossDocumentAttention: Bool { get }

    /// The parts in each row of a batch; `batch` must be in range.
    func rows(ofBatch batch: Int) -> [[DocumentPart]]

    /// Calls `body` with every run of tokens that is in no batch: what `truncated` and `dropped` count.
    func forEachLostPart(_ body: (DocumentPart) -> Void)

    /// Tokens, and the samples they belong to, cut off because the sample exceeds the context length.
    var truncated: LostTokens { get }

    /// Tokens left out with the last row or batch, and the samples of which nothing is left.
    var dropped: LostTokens { get }

    /// The data collator that makes the batches, where there is one.
    var collation: Collation? { get }

    /// The most tokens that a row of a data collator may have.
    var collatedLength: Int { get }
}

extension BatchPlan {
    public var collation: Collation? { nil }
    public var collatedLength: Int { Int.max }

    /// Makes a batch, and counts what a data collator's rows lost at the context length.
    func batch(_ number: Int, of data: TokenizedDataset) throws -> (batch: Batch, truncated: LostTokens) {
        let rows = rows(ofBatch: number)
        guard let collation else {
            return (Batch(parts: rows, of: data, crossDocumentAttention: crossDocumentAttention), LostTokens())
        }
        return try collation.batch(of: rows.compactMap(\.first?.sample), in: data, contextLength: collatedLength)
    }
}
