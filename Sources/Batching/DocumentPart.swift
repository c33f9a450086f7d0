/// A run of tokens of one sample, as it stands in one row.
public struct DocumentPart: Sendable, Equatable {
    /// Index of the sample in the data set.
    public let sample: Int

    /// First token, counted from the start of the sample.
    public let start: Int

    /// Number of tokens, at least 1.
    public let count: Int

    public init(sample: Int, start: Int, count: Int) {
        self.sample = sample
        self.start = start
        self.count = count
    }
}
