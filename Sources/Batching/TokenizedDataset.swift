/// The ids and labels of all samples of one split, in two contiguous arrays.
public struct TokenizedDataset: Sendable {
    /// What messages call the data set.
    public let name: String

    /// Where its rows come from.
    public let origin: String

    /// The id that fills up shorter rows.
    public let padTokenID: Int32

    /// Rows of the source that hold no usable sample.
    public let skippedRows: Int

    /// Samples whose prompt ids are not the start of the ids of prompt and completion, because the tokenizer merges
    /// across the boundary; their mask is off by the merged ids, as in llama-recipes.
    public internal(set) var shiftedMasks = 0

    private var ids: [Int32] = []
    private var labels: [Int32] = []
    private var ends: [Int] = []

    public init(name: String, origin: String, padTokenID: Int32, skippedRows: Int = 0) {
        self.name = name
        self.origin = origin
        self.padTokenID = padTokenID
        self.skippedRows = skippedRows
    }

    /// Adds a sample at the end; ids and labels of different lengths are an error.
    public mutating func append(_ sample: TokenizedSample) throws {
        guard sample.inputIDs.count == sample.labels.count else {
            throw BatchingError(
                place: "\(name) (\(origin)): sample \(count) (from 0)",
                problem: "there are \(sample.inputIDs.count) ids and \(sample.labels.count) labels",
                cure: "give one label per id, -100 where none is trained")
        }
        ids.append(contentsOf: sample.inputIDs)
        labels.append(contentsOf: sample.labels)
        ends.append(ids.count)
    }

    /// Number of samples.
    public var count: Int { ends.count }

    /// Number of tokens of all samples.
    public var tokenCount: Int { ids.count }

    /// The sample at `index`, which must be in range.
    public subscript(index: Int) -> TokenizedSample {
        let range = range(of: index)
        return TokenizedSample(inputIDs: Array(ids[range]), labels: Array(labels[range]))
    }

    /// Number of tokens of the sample at `index`, which must be in range.
    public func length(of index: Int) -> Int {
        range(of: index).count
    }

    func inputIDs(of part: DocumentPart) -> ArraySlice<Int32> {
        ids[range(of: part)]
    }

    func labels(of part: DocumentPart) -> ArraySlice<Int32> {
        labels[range(of: part)]
    }

    /// A value that any change of ids, labels or boundaries changes; equal in every process (64-bit FNV-1a, by word).
    var fingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
        for end in ends { mix(UInt64(end)) }
        for (id, label) in zip(ids, labels) {
            mix(UInt64(UInt32(bitPattern: id)) << 32 | UInt64(UInt32(bitPattern: label)))
        }
        return hash
    }

    private func range(of index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    private func range(of part: DocumentPart) -> Range<Int> {
        let first = range(of: part.sample).lowerBound + part.start
        return first..<first + part.count
    }
}
