/// Batches of one epoch in groups, one per optimizer step; nothing is left out at the end.
public struct BatchGroups: Sequence, Sendable {
    let batches: BatchSequence
    let size: Int

    public var underestimatedCount: Int { batches.underestimatedCount / size }

    public func makeIterator() -> Iterator {
        Iterator(batches: batches.makeIterator(), size: size)
    }

    /// Throws the error that ended an iteration early, if one did; call it after every loop.
    public func check() throws { try batches.check() }

    public struct Iterator: IteratorProtocol {
        var batches: BatchSequence.Iterator
        let size: Int

        public mutating func next() -> [Batch]? {
            var group: [Batch] = []
            while group.count < size, let batch = batches.next() { group.append(batch) }
            return group.isEmpty ? nil : group
        }
    }
}
