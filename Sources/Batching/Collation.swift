/// A data collator at work: its batches are checked and brought into the form that training takes.
public struct Collation: Sendable {
    private let collator: any DataCollator
    private let vocabularySize: Int

    /// - Parameter vocabularySize: ids a collator returns must be below it.
    public init(_ collator: any DataCollator, vocabularySize: Int) {
        self.collator = collator
        self.vocabularySize = vocabularySize
    }

    /// The batch of the samples at `indices`, and what of it was cut off at `contextLength`.
    ///
    /// - Throws: the collator's own error, or one that names the samples when what it returned is not a batch.
    func batch(
        of indices: [Int], in data: TokenizedDataset, contextLength: Int
    ) throws -> (batch: Batch, truncated: LostTokens) {
        let samples = indices.map { index in
            let sample = data[index]
            return CollatorSample(index: index, inputIDs: sample.inputIDs, labels: sample.labels)
        }
        let made = try collator.collate(samples)
        do {
            return try checked(made, count: indices.count, padTokenID: data.padTokenID, contextLength: contextLength)
        } catch let error as BatchingError {
            let places = "samples \(indices.map(String.init).joined(separator: ", ")) (from 0)"
            throw BatchingError(
                place: "\(data.name) (\(data.origin)): the data collator's batch of \(places)",
                problem: error.problem, cure: error.cure)
        }
    }

    private func checked(
        _ made: CollatedBatch, count: Int, padTokenID: Int32, contextLength: Int
    ) throws -> (batch: Batch, truncated: LostTokens) {
        let masks = made.attentionMask ?? made.inputIDs.map { Array(repeating: 1, count: $0.count) }
        guard made.inputIDs.count == count, made.labels.count == count, masks.count == count else {
            throw BatchingError(
                problem: "it has \(made.inputIDs.count) rows of ids, \(masks.count) of attention_mask and "
                    + "\(made.labels.count) of labels for \(count) samples",
                cure: "return one row per sample")
        }
        var truncated = LostTokens()
        let rows = try zip(zip(made.inputIDs, made.labels), masks).map { row, mask in
            let (ids, labels) = row
            guard ids.count == labels.count, ids.count == mask.count else {
                throw BatchingError(
                    problem: "a row has \(ids.count) ids, \(mask.count) places of attention_mask and "
                        + "\(labels.count) labels",
                    cure: "return rows of one length")
            }
            let visible = try AttentionMask.visible(mask)
            try check(ids[visible], labels[visible])
            if visible.count > contextLength {
                truncated.tokens += visible.count - contextLength
                truncated.samples += 1
            }
            let kept = visible.prefix(contextLength)
            return (ids: ids[kept], labels: labels[kept])
        }
        return (Batch(rows: rows, padTokenID: padTokenID), truncated)
    }

    private func check(_ ids: ArraySlice<Int32>, _ labels: ArraySlice<Int32>) throws {
        if let id = ids.first(where: { !(0..<vocabularySize).contains(Int($0)) }) {
            throw BatchingError(
                problem: "it holds the id \(id), which is outside the vocabulary of \(vocabularySize)",
                cure: "make ids with the tokenizer of the model, and set attention_mask to 0 on padding")
        }
        let ignored = TokenizedSample.ignoredLabel
        if let label = labels.first(where: { $0 != ignored && !(0..<vocabularySize).contains(Int($0)) }) {
            throw BatchingError(
                problem:
                    "it holds the label \(label), which is neither -100 nor in the vocabulary of \(vocabularySize)",
                cure: "use -100 where no token is trained")
        }
    }
}

extension Batch {
    /// Rows that are one document each, padded on the right to the longest.
    fileprivate init(rows: [(ids: ArraySlice<Int32>, labels: ArraySlice<Int32>)], padTokenID: Int32) {
        let length = rows.map(\.ids.count).max() ?? 0
        func padded(_ values: some Sequence<Int32>, _ count: Int, _ filler: Int32) -> [Int32] {
            Array(values) + Array(repeating: filler, count: length - count)
        }
        self.init(
            rows: rows.count, length: length,
            inputIDs: rows.flatMap { padded($0.ids, $0.ids.count, padTokenID) },
            labels: rows.flatMap { padded($0.labels, $0.ids.count, TokenizedSample.ignoredLabel) },
            positionIDs: rows.flatMap { padded((0..<$0.ids.count).lazy.map { Int32($0) }, $0.ids.count, 0) },
            documentLengths: rows.map { [$0.ids.count] })
    }
}
