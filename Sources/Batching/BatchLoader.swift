/// The batches of every epoch of a data set, from any position on.
///
/// The loader is a value without state: each epoch's order comes from (epoch, seed) alone, so the batches after a
/// position are the same in an uninterrupted and in a resumed run.
public struct BatchLoader: Sendable {
    public let data: TokenizedDataset

    /// Batches in each epoch.
    public let batchCount: Int

    /// Counts of the first epoch; others differ only in where packing cuts samples.
    public let statistics: BatchStatistics

    /// Whether a data collator makes the batches.
    let isCollated: Bool

    private let strategy: any BatchingStrategy
    private let seed: UInt64?
    private let fingerprint: String

    /// Checks that there are batches, that they train something, and that every token is accounted for.
    ///
    /// Without `shuffle` the order is the file's in every epoch, and `seed` does nothing.
    public init(data: TokenizedDataset, strategy: any BatchingStrategy, shuffle: Bool, seed: UInt64 = 42) throws {
        self.data = data
        self.strategy = strategy
        self.seed = shuffle ? seed : nil
        fingerprint = String(data.fingerprint, radix: 16)
        let plan = strategy.plan(for: data, epoch: 0, seed: self.seed)
        batchCount = plan.batchCount
        isCollated = plan.collation != nil
        statistics = try BatchStatistics(data: data, plan: plan)
        try Self.check(statistics, of: data)
    }

    /// The position before the first batch.
    public var start: LoaderPosition { position(epoch: 0, batch: 0) }

    /// The position before `batch` of `epoch`; past the last batch it is the start of the next epoch.
    public func position(epoch: Int, batch: Int) -> LoaderPosition {
        let isOver = batch >= batchCount
        return LoaderPosition(
            epoch: isOver ? epoch + 1 : epoch, batch: isOver ? 0 : batch, settings: settings, data: fingerprint)
    }

    /// The batches of `epoch`, from `batch` on.
    public func batches(epoch: Int, from batch: Int = 0) -> BatchSequence {
        let plan = strategy.plan(for: data, epoch: epoch, seed: seed)
        return BatchSequence(data: data, plan: plan, range: min(max(0, batch), batchCount)..<batchCount)
    }

    /// The batches of `epoch`, from `batch` on, made ahead of their use on a thread of its own.
    ///
    /// - Parameter ahead: how many batches may wait, at least 1; one more is being made.
    public func reader(epoch: Int, from batch: Int = 0, ahead: Int = 2) -> BatchReader {
        BatchReader(loader: self, epoch: epoch, from: batch, ahead: ahead)
    }

    /// The batches left in the epoch of `position`; a position of other data or settings is an error.
    public func batches(from position: LoaderPosition) throws -> BatchSequence {
        try check(position)
        return batches(epoch: position.epoch, from: position.batch)
    }

    /// Throws when `position` does not belong to this loader's data and settings.
    public func check(_ position: LoaderPosition) throws {
        guard position.settings == settings else {
            throw BatchingError(
                place: place,
                problem: "the checkpoint's batches were made by '\(position.settings)', these by '\(settings)'",
                cure: "resume with the settings of the run that saved it")
        }
        guard position.data == fingerprint else {
            throw BatchingError(
                place: place, problem: "the samples are not those of the checkpoint",
                cure: "resume with the same data and tokenizer, or start a new run from the saved weights")
        }
        guard position.epoch >= 0, (0...batchCount).contains(position.batch) else {
            throw BatchingError(
                place: place, problem: "the checkpoint stands at batch \(position.batch) of \(batchCount)",
                cure: "the checkpoint is damaged: resume from another one")
        }
    }

    /// Counts of one epoch, by making all its batches.
    ///
    /// - Throws: what a data collator throws.
    public func statistics(epoch: Int) throws -> BatchStatistics {
        try BatchStatistics(data: data, plan: strategy.plan(for: data, epoch: epoch, seed: seed))
    }

    /// Whether a place of some batch predicts one of `ids`; ends at the first that does.
    func trains(anyOf ids: Set<Int32>) -> Bool {
        batches(epoch: 0).contains { batch in batch.targets.contains(where: ids.contains) }
    }

    private var place: String { "\(data.name) (\(data.origin))" }

    private var settings: String {
        strategy.settings + (seed.map { " shuffle=true seed=\($0)" } ?? " shuffle=false")
    }

    private static func check(_ statistics: BatchStatistics, of data: TokenizedDataset) throws {
        let place = "\(data.name) (\(data.origin))"
        guard statistics.batches > 0 else {
            throw BatchingError(
                place: place,
                problem: "there is no batch: \(data.count) samples of \(data.tokenCount) tokens do not fill one",
                cure: "give more data, use --drop_last False, or a smaller batch size or context_length")
        }
        guard statistics.tokens.trained > 0 else {
            throw BatchingError(
                place: place,
                problem: "no token is trained: the labels of all \(data.count) samples are masked, cut off or dropped",
                cure: "give labels that are not all -100, raise --context_length, or use --batching_strategy packing "
                    + "and --drop_last False")
        }
        guard statistics.tokens.isBalanced else {
            throw BatchingError(
                place: place, problem: "tokens were lost between data and batches: \(statistics)",
                cure: "the batching strategy is at fault: use another one and report this")
        }
    }
}
