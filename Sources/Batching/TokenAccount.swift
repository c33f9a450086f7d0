/// Where every token of a data set went in one epoch.
public struct TokenAccount: Sendable, Equatable, Codable {
    /// Tokens of all samples.
    public var data = 0

    /// Tokens that are predicted and learnt.
    public var trained = 0

    /// Tokens in batches whose label is masked.
    public var masked = 0

    /// Tokens with a label at the start of an attention document: nothing stands before them that could predict them.
    public var firstOfDocument = 0

    /// Tokens with a label at the start of a row that goes on with a cut sample: what precedes them is in another row.
    public var afterCut = 0

    /// Tokens beyond the context length of samples that were cut there.
    public var truncated = 0

    /// Tokens left out with the last row or batch.
    public var dropped = 0

    /// Places in batches that hold no token; not part of `data`.
    public var padding = 0

    public init() {}

    /// Tokens that are in some batch.
    public var inBatches: Int { trained + masked + firstOfDocument + afterCut }

    /// Whether every token of the data is in exactly one place.
    public var isBalanced: Bool { data == inBatches + truncated + dropped }

    /// Share of the places in batches that hold a token, 0...1.
    public var packingEfficiency: Double {
        inBatches == 0 ? 0 : Double(inBatches) / Double(inBatches + padding)
    }
}
