extension Batch {
    /// The same documents, one behind the other in a single row: nothing is left that training would compute in vain.
    ///
    /// Ids, labels, positions and targets of every token stay, so losses and gradients do too: a token sees its own
    /// document only, wherever that lies. A batch without padding is given back as it is.
    public func withoutPadding() -> Batch {
        guard tokenCount < rows * length else { return self }
        func gathered(_ values: [Int32]) -> [Int32] {
            var kept: [Int32] = []
            kept.reserveCapacity(tokenCount)
            for (row, documents) in documentLengths.enumerated() {
                let start = row * length
                kept += values[start..<start + documents.reduce(0, +)]
            }
            return kept
        }
        return Batch(
            rows: 1, length: tokenCount, inputIDs: gathered(inputIDs), labels: gathered(labels),
            positionIDs: gathered(positionIDs), documentLengths: [documentLengths.joined().filter { $0 > 0 }])
    }
}
