/// The one loss normalization: summed negative log-likelihood over trained tokens, divided by their number, across
/// micro-batches, accumulation steps and evaluation batches alike.
struct TokenLoss {
    private(set) var summed = 0.0
    private(set) var trainedTokens = 0
    private(set) var tokens = 0

    mutating func add(summed: Double, trainedTokens: Int, tokens: Int) {
        self.summed += summed
        self.trainedTokens += trainedTokens
        self.tokens += tokens
    }

    /// Nats per trained token; nil when there is none.
    var mean: Double? { trainedTokens == 0 ? nil : summed / Double(trainedTokens) }
}
