/// What the samples of a data set are like: the part of `DataCheck` that is of one size however many they are.
public struct DataCounts: Sendable, Equatable, Codable {
    public internal(set) var samples = 0

    /// Tokens of all samples.
    public internal(set) var tokens = 0

    /// Tokens with a label that something before them in the sample can predict.
    public internal(set) var trainedTokens = 0

    /// Samples without any token.
    public internal(set) var empty = SampleTally()

    /// Samples with tokens of which none is trained.
    public internal(set) var untrained = SampleTally()

    /// Samples of which nothing is trained but stop tokens: empty answers.
    public internal(set) var stopOnly = SampleTally()

    /// Samples that train something, and no stop token.
    public internal(set) var withoutStop = SampleTally()

    /// Samples that begin with two BOS tokens.
    public internal(set) var doubleBOS = SampleTally()

    /// Samples whose mask is off because the tokenizer merges across the end of the prompt.
    public internal(set) var shiftedMasks = SampleTally()

    public init() {}

    /// Whether any token is trained.
    public var trainsAnything: Bool { trainedTokens > 0 }

    /// Whether some sample trains a stop token.
    public var trainsStop: Bool { samples - empty.count - untrained.count > withoutStop.count }
}
