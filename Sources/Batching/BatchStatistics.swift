/// What a data set turns into in one epoch; what its samples are like by themselves, `DataCheck` tells.
public struct BatchStatistics: Sendable, Equatable, Codable, CustomStringConvertible {
    /// Samples of the data set, all of them.
    public var samples = 0

    /// Rows of the source without a usable sample; not among `samples`.
    public var skippedRows = 0

    /// Samples cut off at the context length.
    public var truncatedSamples = 0

    /// Samples of which nothing is in any batch.
    public var droppedSamples = 0

    public var batches = 0
    public var rows = 0
    public var shortestSample = 0
    public var longestSample = 0
    public var tokens = TokenAccount()

    public init() {}

    /// Counts what `plan` makes of `data`, by making every batch once.
    ///
    /// - Throws: what a data collator throws.
    init(data: TokenizedDataset, plan: any BatchPlan) throws {
        samples = data.count
        skippedRows = data.skippedRows
        batches = plan.batchCount
        truncatedSamples = plan.truncated.samples
        droppedSamples = plan.dropped.samples
        for index in 0..<data.count {
            let length = data.length(of: index)
            shortestSample = index == 0 ? length : min(shortestSample, length)
            longestSample = max(longestSample, length)
        }
        tokens.data = data.tokenCount
        tokens.truncated = plan.truncated.tokens
        tokens.dropped = plan.dropped.tokens
        guard plan.collation == nil else {
            try countCollated(data, plan)
            return
        }
        for batch in 0..<plan.batchCount { count(rows: plan.rows(ofBatch: batch), data, plan.crossDocumentAttention) }
    }

    /// One line for people.
    public var description: String {
        var parts = [
            "\(samples) samples of \(shortestSample) to \(longestSample) tokens", "\(tokens.data) tokens",
            "\(tokens.trained) trained", "\(tokens.masked) masked",
        ]
        let rare = [
            (tokens.firstOfDocument, "first of a document"), (tokens.afterCut, "after a cut"),
            (tokens.truncated, "truncated (\(truncatedSamples) samples)"),
            (tokens.dropped, "dropped (\(droppedSamples) whole samples)"), (skippedRows, "rows skipped"),
        ]
        parts += rare.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        parts.append("\(batches) batches of \(rows) rows")
        let permille = Int((tokens.packingEfficiency * 1000).rounded())
        parts.append("\(permille / 10).\(permille % 10) % of the places filled")
        return parts.joined(separator: ", ")
    }

    /// Counts the batches of a data collator, whose rows need not have the tokens and labels of their samples.
    private mutating func countCollated(_ data: TokenizedDataset, _ plan: any BatchPlan) throws {
        let ignored = TokenizedSample.ignoredLabel
        truncatedSamples = 0
        tokens.truncated = 0
        for number in 0..<plan.batchCount {
            let (batch, truncated) = try plan.batch(number, of: data)
            rows += batch.rows
            truncatedSamples += truncated.samples
            tokens.truncated += truncated.tokens
            tokens.trained += batch.trainedTokenCount
            tokens.padding += batch.rows * batch.length - batch.tokenCount
            for (row, documents) in batch.documentLengths.enumerated() {
                let labels = batch.labels[row * batch.length..<row * batch.length + documents.reduce(0, +)]
                tokens.masked += labels.count { $0 == ignored }
                tokens.firstOfDocument += (labels.first ?? ignored) == ignored ? 0 : 1
            }
        }
        // What a collator adds or leaves out is its own affair; tokens are those of its batches.
        tokens.data = tokens.inBatches + tokens.truncated + tokens.dropped
    }

    private mutating func count(rows parts: [[DocumentPart]], _ data: TokenizedDataset, _ crossAttention: Bool) {
        let ignored = TokenizedSample.ignoredLabel
        let batch = Batch(parts: parts, of: data, crossDocumentAttention: crossAttention)
        rows += batch.rows
        tokens.trained += batch.trainedTokenCount
        tokens.padding += batch.rows * batch.length - batch.tokenCount
        for row in parts {
            for (place, part) in row.enumerated() {
                let labels = data.labels(of: part)
                tokens.masked += labels.count { $0 == ignored }
                guard labels.first != ignored, place == 0 || !crossAttention else { continue }
                if part.start == 0 { tokens.firstOfDocument += 1 } else { tokens.afterCut += 1 }
            }
        }
    }
}
