/// What is known about samples as a whole: added up while they are written and kept beside them, so that no later run
/// has to walk over all tokens.
public struct TokenizedStatistics: Sendable, Equatable, Codable {
    public var samples = 0
    public var tokens = 0
    public var shortestSample = 0
    public var longestSample = 0

    /// Tokens with a label.
    public var labelledTokens = 0

    /// Samples whose first token has a label, which nothing before it could predict.
    public var firstLabels = 0

    /// Samples whose prompt ids are not the start of the ids of prompt and completion, because the tokenizer merges
    /// across the boundary; their mask is off by the merged ids, as in llama-recipes.
    public var shiftedMasks = 0

    /// The largest id and label; -1 when there is none.
    public var largestID: Int32 = -1

    public init() {}

    /// Adds a sample.
    public mutating func add(_ sample: TokenizedSample, isShifted: Bool = false) {
        let ignored = TokenizedSample.ignoredLabel
        let length = sample.inputIDs.count
        let labelled = sample.labels.reduce(0) { $1 == ignored ? $0 : $0 + 1 }
        let isFirstLabelled = sample.labels.first.map { $0 != ignored } ?? false
        shortestSample = samples == 0 ? length : min(shortestSample, length)
        longestSample = max(longestSample, length)
        samples += 1
        tokens += length
        labelledTokens += labelled
        if isFirstLabelled { firstLabels += 1 }
        if isShifted { shiftedMasks += 1 }
        for id in sample.inputIDs { largestID = max(largestID, id) }
        for label in sample.labels { largestID = max(largestID, label) }
    }
}
