/// What a data collator makes: rows of equal length.
public struct CollatedBatch: Sendable, Equatable {
    /// Ids, row by row.
    public var inputIDs: [[Int32]]
    /// 1 for tokens, 0 for padding, which may stand at either end of a row but not inside; nil means no padding.
    public var attentionMask: [[Int32]]?
    /// One per id, not shifted; -100 where nothing is trained.
    public var labels: [[Int32]]

    public init(inputIDs: [[Int32]], attentionMask: [[Int32]]? = nil, labels: [[Int32]]) {
        self.inputIDs = inputIDs
        self.attentionMask = attentionMask
        self.labels = labels
    }
}
