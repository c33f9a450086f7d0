extension Batch {
    /// Gathers the tokens of `parts` (per row) from `data` and pads to the longest row.
    ///
    /// With `crossDocumentAttention` each row is one document with positions of its own; otherwise each part is one,
    /// and token j of a sample has position j wherever the sample was cut.
    init(parts: [[DocumentPart]], of data: TokenizedDataset, crossDocumentAttention: Bool) {
        let counts = parts.map { $0.reduce(0) { $0 + $1.count } }
        let length = counts.max() ?? 0
        var ids: [Int32] = []
        var labels: [Int32] = []
        var positions: [Int32] = []
        ids.reserveCapacity(parts.count * length)
        labels.reserveCapacity(parts.count * length)
        positions.reserveCapacity(parts.count * length)
        for (row, count) in zip(parts, counts) {
            for part in row {
                data.withTokens(of: part) {
                    ids.append(contentsOf: $0)
                    labels.append(contentsOf: $1)
                }
                if !crossDocumentAttention {
                    positions.append(contentsOf: (part.start..<part.start + part.count).lazy.map { Int32($0) })
                }
            }
            if crossDocumentAttention { positions.append(contentsOf: (0..<count).lazy.map { Int32($0) }) }
            let padding = length - count
            ids.append(contentsOf: repeatElement(data.padTokenID, count: padding))
            labels.append(contentsOf: repeatElement(TokenizedSample.ignoredLabel, count: padding))
            positions.append(contentsOf: repeatElement(0, count: padding))
        }
        self.init(
            rows: parts.count, length: length, inputIDs: ids, labels: labels, positionIDs: positions,
            documentLengths: crossDocumentAttention ? counts.map { [$0] } : parts.map { $0.map(\.count) })
    }
}
