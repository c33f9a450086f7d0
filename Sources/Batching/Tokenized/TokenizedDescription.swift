/// What a file of tokenized samples says about them, as JSON at its end.
struct TokenizedDescription: Codable, Equatable, Sendable {
    /// What the samples were made from; nil for a file that is used once.
    var key: String?
    /// What messages call the data set.
    var name: String
    /// Where its rows come from.
    var origin: String
    /// The id that fills up shorter rows.
    var padTokenID: Int32
    /// Rows of the source that hold no usable sample.
    var skippedRows: Int
    /// The first of those rows with what it lacks; nil where leaving them out is as it should be.
    var firstSkippedRow: String?
    var statistics = TokenizedStatistics()
}
