/// How samples become rows and rows become batches.
public protocol BatchingStrategy: Sendable {
    /// Name and settings in one line, such as `packing context_length=4096 …`; a loader position is only good for the
    /// same settings.
    var settings: String { get }

    /// The batches of one epoch, in order; `seed` nil keeps the order of the file.
    ///
    /// The number of batches must not depend on epoch or seed.
    func plan(for data: TokenizedDataset, epoch: Int, seed: UInt64?) -> any BatchPlan
}

extension BatchingStrategy {
    /// Throws when a size is not at least 1.
    static func requirePositive(_ value: Int, option: String) throws {
        guard value >= 1 else {
            throw BatchingError(problem: "\(option) is \(value)", cure: "give a number of at least 1")
        }
    }
}
