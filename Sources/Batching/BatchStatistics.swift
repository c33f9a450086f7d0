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

    /// Counts what `plan` makes of `data`, by asking for the rows of every batch once.
    ///
    /// Labels are counted by what is known about the data as a whole; only those at the begin of a row's parts and of
    /// lost parts are looked at, so that a large file stays on the disk.
    ///
    /// - Throws: what a data collator throws.
    init(data: TokenizedDataset, plan: any BatchPlan) throws {
        samples = data.count
        skippedRows = data.skippedRows
        shortestSample = data.statistics.shortestSample
        longestSample = data.statistics.longestSample
        batches = plan.batchCount
        truncatedSamples = plan.truncated.samples
        droppedSamples = plan.dropped.samples
        tokens.data = data.tokenCount
        tokens.truncated = plan.truncated.tokens
        tokens.dropped = plan.dropped.tokens
        guard plan.collation == nil else {
            try countCollated(data, plan)
            return
        }
        var tokensInBatches = 0
        for batch in 0..<plan.batchCount {
            let rows = plan.rows(ofBatch: batch)
            let lengths = rows.map { $0.reduce(0) { $0 + $1.count } }
            let inBatch = lengths.reduce(0, +)
            tokensInBatches += inBatch
            tokens.padding += rows.count * (lengths.max() ?? 0) - inBatch
            self.rows += rows.count
            for row in rows { countUntrainable(row, data, plan.crossDocumentAttention) }
        }
        var labelled = data.statistics.labelledTokens
        plan.forEachLostPart { part in
            labelled -= data.withTokens(of: part) { _, labels in
                labels.count { $0 != TokenizedSample.ignoredLabel }
            }
        }
        tokens.masked = tokensInBatches - labelled
        tokens.trained = labelled - tokens.firstOfDocument - tokens.afterCut
    }

    /// One line for people.
    public var description: String {
        var parts = [
            "\(counted(samples, "sample")) of \(shortestSample) to \(longestSample) tokens", "\(tokens.data) tokens",
            "\(tokens.trained) trained", "\(tokens.masked) masked",
        ]
        let rare = [
            (tokens.firstOfDocument, "first of a document"), (tokens.afterCut, "after a cut"),
            (tokens.truncated, "truncated (\(truncatedSamples) samples)"),
            (tokens.dropped, "dropped (\(droppedSamples) whole samples)"), (skippedRows, "rows skipped"),
        ]
        parts += rare.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        parts.append("\(counted(batches, "batch", "batches")) of \(counted(rows, "row"))")
        let permille = Int((tokens.packingEfficiency * 1000).rounded())
        parts.append("\(permille / 10).\(permille % 10) % of the places filled")
        return parts.joined(separator: ", ")
    }

    private func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
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

    /// Counts labels that nothing before them could predict: those at the begin of a row's attention documents.
    private mutating func countUntrainable(
        _ row: [DocumentPart], _ data: TokenizedDataset, _ crossDocumentAttention: Bool
    ) {
        for part in crossDocumentAttention ? row.prefix(1) : row[...] {
            // Most data has no label there at all.
            if part.start == 0, data.statistics.firstLabels == 0 { continue }
            let first = DocumentPart(sample: part.sample, start: part.start, count: 1)
            let isLabelled = data.withTokens(of: first) { _, labels in labels[0] != TokenizedSample.ignoredLabel }
            guard isLabelled else { continue }
            if part.start == 0 { tokens.firstOfDocument += 1 } else { tokens.afterCut += 1 }
        }
    }
}
