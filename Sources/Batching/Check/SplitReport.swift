/// What the check before training found in one split: counts, a fault that forbids training, and warnings.
public struct SplitReport: Sendable, Equatable {
    /// What messages call the split: its data set and file.
    public let place: String
    public let counts: DataCounts
    /// Samples that equal an earlier one.
    public let copies: SampleCopies
    /// Rows of the source without a usable sample.
    public let skippedRows: Int
    /// The first of those rows with what it lacks; nil where leaving them out is as it should be.
    public let firstSkippedRow: String?
    /// What the samples turn into in the first epoch; nil for samples on their own.
    public let statistics: BatchStatistics?

    /// Why training on these samples cannot be meant; nil when it can.
    public let fault: BatchingError?

    /// Whether the tokenizer names a stop token, so that one can be looked for.
    let knowsStop: Bool

    /// Puts together what `check` found in all samples of `data`, and what `loader` makes of them.
    public init(_ check: DataCheck, data: TokenizedDataset, loader: BatchLoader? = nil) {
        place = "\(data.name) (\(data.origin))"
        counts = check.counts
        copies = check.copies()
        skippedRows = data.skippedRows
        firstSkippedRow = data.firstSkippedRow
        statistics = loader?.statistics
        knowsStop = !check.stopTokenIDs.isEmpty
        fault = check.fault(in: data) ?? Self.lostStop(check, place, loader)
    }

    /// A stop token that the samples train, and none of the batches.
    private static func lostStop(_ check: DataCheck, _ place: String, _ loader: BatchLoader?) -> BatchingError? {
        // Of a data collator the batches themselves were checked.
        guard let loader, !loader.isCollated, check.counts.trainsStop,
            !loader.trains(anyOf: Set(check.stopTokenIDs))
        else { return nil }
        return BatchingError(
            place: place,
            problem:
                "the stop token is never trained: it is cut off or dropped from all \(check.counts.samples) samples",
            cure: "raise --context_length, or use --batching_strategy packing and --drop_last False")
    }
}
