/// One sample as a data collator gets it.
public struct CollatorSample: Sendable, Equatable {
    /// Place in the data set, from 0.
    public let index: Int
    public let inputIDs: [Int32]
    /// One per id, -100 where nothing is trained.
    public let labels: [Int32]

    public init(index: Int, inputIDs: [Int32], labels: [Int32]) {
        self.index = index
        self.inputIDs = inputIDs
        self.labels = labels
    }
}
