public import Tokenizers

/// Looks at tokenized samples one by one and gathers what a person should know before training on them.
///
/// Samples may be added from a stream, or to several checks that are merged in order; nothing is kept of a sample but
/// counts and eight bytes, by which copies are found.
public struct DataCheck: Sendable, Equatable, Codable {
    /// Ids that end a text.
    public let stopTokenIDs: [Int32]

    /// The id that begins a text, if there is one.
    public let bosTokenID: Int32?

    public private(set) var counts = DataCounts()

    private var hashes = SampleHashes()

    /// A check that has seen nothing; ids are those of the tokenizer.
    public init(stopTokenIDs: Set<Int>, bosTokenID: Int?) {
        self.stopTokenIDs = stopTokenIDs.compactMap { Int32(exactly: $0) }.sorted()
        self.bosTokenID = bosTokenID.flatMap { Int32(exactly: $0) }
    }

    /// Looks at the sample that follows those added before.
    ///
    /// - Parameter maskIsShifted: whether the mask is off because of a merge across the end of the prompt.
    public mutating func add(_ sample: TokenizedSample, maskIsShifted: Bool = false) {
        add(inputIDs: sample.inputIDs, labels: sample.labels, maskIsShifted: maskIsShifted)
    }

    /// As `add(_:maskIsShifted:)`, for ids and labels that lie elsewhere; both are equally long.
    public mutating func add(
        inputIDs: some RandomAccessCollection<Int32>, labels: some RandomAccessCollection<Int32>,
        maskIsShifted: Bool = false
    ) {
        let number = counts.samples
        counts.samples += 1
        counts.tokens += inputIDs.count
        var trained = 0
        var stops = 0
        // Nothing stands before the first token that could predict it.
        for label in labels.dropFirst() where label != TokenizedSample.ignoredLabel {
            trained += 1
            if stopTokenIDs.contains(label) { stops += 1 }
        }
        counts.trainedTokens += trained
        if inputIDs.isEmpty {
            counts.empty.add(number)
        } else if trained == 0 {
            counts.untrained.add(number)
        } else if stops == 0 {
            counts.withoutStop.add(number)
        } else if trained == stops {
            counts.stopOnly.add(number)
        }
        if let bosTokenID, inputIDs.prefix(2).elementsEqual([bosTokenID, bosTokenID]) {
            counts.doubleBOS.add(number)
        }
        if maskIsShifted { counts.shiftedMasks.add(number) }
        hashes.append(ids: inputIDs, labels: labels)
    }

    /// Adds what another check with the same ids found in the samples that follow.
    public mutating func merge(_ later: DataCheck) {
        let offset = counts.samples
        counts.samples += later.counts.samples
        counts.tokens += later.counts.tokens
        counts.trainedTokens += later.counts.trainedTokens
        for tally: WritableKeyPath<DataCounts, SampleTally> in [
            \.empty, \.untrained, \.stopOnly, \.withoutStop, \.doubleBOS, \.shiftedMasks,
        ] {
            counts[keyPath: tally].append(later.counts[keyPath: tally], offset: offset)
        }
        hashes.append(later.hashes)
    }

    /// Samples that equal an earlier one; sorts the samples' hashes, so ask once.
    public func copies() -> SampleCopies { hashes.copies() }

    /// Samples that equal one of `other`, such as validation samples that are trained on.
    public func copies(of other: DataCheck) -> SampleCopies { hashes.copies(of: other.hashes) }
}

extension DataCheck {
    /// Looks at all samples of `data`.
    public init(_ data: TokenizedDataset, tokenizer: any Tokenizer) {
        self.init(stopTokenIDs: tokenizer.stopTokenIDs, bosTokenID: tokenizer.bosTokenID)
        for index in 0..<data.count {
            let whole = DocumentPart(sample: index, start: 0, count: data.length(of: index))
            data.withTokens(of: whole) { add(inputIDs: $0, labels: $1) }
        }
        counts.shiftedMasks = SampleTally(count: data.statistics.shiftedMasks)
    }

    /// Looks at the rows of all batches of the first epoch, where a data collator makes them; nil where none does.
    ///
    /// - Throws: what the collator throws.
    public init?(collatedBy loader: BatchLoader, tokenizer: any Tokenizer) throws {
        guard loader.isCollated else { return nil }
        let batches = loader.batches(epoch: 0)
        self.init(stopTokenIDs: tokenizer.stopTokenIDs, bosTokenID: tokenizer.bosTokenID)
        for batch in batches {
            for (row, documents) in batch.documentLengths.enumerated() {
                let start = row * batch.length
                let places = start..<start + documents.reduce(0, +)
                add(inputIDs: batch.inputIDs[places], labels: batch.labels[places])
            }
        }
        try batches.check()
    }
}
