/// One sample as ids and labels of the same length.
///
/// `labels[i]` is the id to be learnt at place `i`, or `ignoredLabel`; the shift by one that prediction needs happens
/// in `Batch`.
public struct TokenizedSample: Sendable, Equatable {
    /// The label of a token that is not trained, as PyTorch's cross entropy has it.
    public static let ignoredLabel: Int32 = -100

    public var inputIDs: [Int32]
    public var labels: [Int32]

    public init(inputIDs: [Int32], labels: [Int32]) {
        self.inputIDs = inputIDs
        self.labels = labels
    }
}
