/// Batches of one epoch; each is made when the iteration reaches it.
public struct BatchSequence: Sequence, Sendable {
    let data: TokenizedDataset
    let plan: any BatchPlan

    /// Numbers of these batches within their epoch.
    public let range: Range<Int>

    public var underestimatedCount: Int { range.count }

    public func makeIterator() -> Iterator {
        Iterator(sequence: self, number: range.lowerBound)
    }

    /// The batches in groups of `accumulation` (the last may be smaller): one optimizer step each.
    public func groups(of accumulation: Int) -> BatchGroups {
        BatchGroups(batches: self, size: Swift.max(1, accumulation))
    }

    /// The batch with this number, which must be in `range`.
    public func batch(at number: Int) -> Batch {
        Batch(
            parts: plan.rows(ofBatch: number), of: data, crossDocumentAttention: plan.crossDocumentAttention)
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
            defer { number += 1 }
            return sequence.batch(at: number)
        }
    }
}
