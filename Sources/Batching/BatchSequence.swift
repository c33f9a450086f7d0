import Synchronization

/// Batches of one epoch; each is made when the iteration reaches it.
///
/// A data collator can fail in the middle of an epoch. The iteration then ends early, and `check()` throws what happened:
/// call it after every loop.
public struct BatchSequence: Sequence, Sendable {
    let data: TokenizedDataset
    let plan: any BatchPlan

    /// Numbers of these batches within their epoch.
    public let range: Range<Int>

    private let failure = BatchFailure()

    init(data: TokenizedDataset, plan: any BatchPlan, range: Range<Int>) {
        self.data = data
        self.plan = plan
        self.range = range
    }

    /// None where a failing data collator may end the iteration before the first batch.
    public var underestimatedCount: Int { plan.collation == nil ? range.count : 0 }

    public func makeIterator() -> Iterator {
        Iterator(sequence: self, number: range.lowerBound)
    }

    /// The batch with this number, which must be in `range`.
    ///
    /// - Throws: what the data collator throws; without one, nothing.
    public func batch(at number: Int) throws -> Batch {
        try plan.batch(number, of: data).batch
    }

    /// Throws the error that ended an iteration early, if one did.
    public func check() throws {
        if let error = failure.error { throw error }
    }

    /// The parts of samples in each row of the batch with this number, which must be in `range`.
    public func parts(ofBatch number: Int) -> [[DocumentPart]] {
        plan.rows(ofBatch: number)
    }

    public struct Iterator: IteratorProtocol {
        let sequence: BatchSequence
        var number: Int

        public mutating func next() -> Batch? {
            guard number < sequence.range.upperBound else { return nil }
            do {
                let batch = try sequence.batch(at: number)
                number += 1
                return batch
            } catch {
                sequence.failure.set(error)
                number = sequence.range.upperBound
                return nil
            }
        }
    }
}

/// Keeps the error that ended an iteration.
private final class BatchFailure: Sendable {
    private let stored = Mutex<(any Error)?>(nil)

    var error: (any Error)? { stored.withLock { $0 } }
    func set(_ error: any Error) { stored.withLock { $0 = error } }
}
