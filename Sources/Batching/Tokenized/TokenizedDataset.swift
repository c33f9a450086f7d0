import Foundation
import MappedFiles

/// The ids and labels of all samples of one split, in a mapped file: memory does not grow with their number.
public struct TokenizedDataset: Sendable {
    /// What is known about the samples as a whole.
    public var statistics: TokenizedStatistics { description.statistics }

    private let description: TokenizedDescription
    private let header: TokenizedHeader
    private let file: MappedFile

    /// Samples made elsewhere, kept in a temporary file; ids and labels of different lengths are an error.
    public init(
        name: String, origin: String, padTokenID: Int32, skippedRows: Int = 0, samples: some Sequence<TokenizedSample>
    ) throws {
        let draft = try TokenizedDraft(temporaryIn: NSTemporaryDirectory())
        let description = TokenizedDescription(
            name: name, origin: origin, padTokenID: padTokenID, skippedRows: skippedRows)
        var writer = try TokenizedWriter(descriptor: draft.descriptor, path: draft.path, description: description)
        for sample in samples { try writer.append(sample) }
        try writer.finish()
        self = try draft.commit()
    }

    /// Takes a file that was written whole.
    /// - Throws: `TokenizedDamage` when it was not, or is of another version, or anything in it has changed.
    init(_ file: MappedFile) throws {
        guard let header = TokenizedHeader(file.bytes) else {
            throw TokenizedDamage(problem: "it is no file of samples, or one of another version")
        }
        guard header.fileBytes == file.bytes.count else {
            throw TokenizedDamage(
                problem: "it should have \(header.fileBytes) bytes and has \(file.bytes.count)")
        }
        let text = file.bytes[header.descriptionOffset...]
        guard TokenizedChecksum.of(text) == header.descriptionChecksum else {
            throw TokenizedDamage(problem: "its description has changed")
        }
        let description = try JSONDecoder().decode(TokenizedDescription.self, from: Data(text))
        let statistics = description.statistics
        guard statistics.samples == header.samples, statistics.tokens == header.tokens else {
            throw TokenizedDamage(problem: "its numbers contradict each other")
        }
        self.file = file
        self.header = header
        self.description = description
    }

    /// Holds every byte against the checksum.
    /// - Throws: `TokenizedDamage` when one has changed.
    func verify() throws {
        var checksum = TokenizedChecksum()
        file.withBytes { bytes in
            for start in stride(from: TokenizedHeader.byteCount, to: header.descriptionOffset, by: 1 << 20) {
                let part = start..<min(start + 1 << 20, header.descriptionOffset)
                checksum.add(UnsafeRawBufferPointer(rebasing: bytes[part]))
                file.didRead(part)
            }
        }
        guard checksum.value == header.checksum else { throw TokenizedDamage(problem: "its samples have changed") }
    }

    /// What messages call the data set.
    public var name: String { description.name }

    /// Where its rows come from.
    public var origin: String { description.origin }

    /// The id that fills up shorter rows.
    public var padTokenID: Int32 { description.padTokenID }

    /// Rows of the source that hold no usable sample.
    public var skippedRows: Int { description.skippedRows }

    /// The first of those rows with what it lacks; nil where leaving them out is as it should be.
    public var firstSkippedRow: String? { description.firstSkippedRow }

    /// What the samples were made from, where they are kept for later runs.
    var key: String? { description.key }

    /// Number of samples.
    public var count: Int { header.samples }

    /// Number of tokens of all samples.
    public var tokenCount: Int { header.tokens }

    /// A value that any change of ids, labels or boundaries changes; equal in every process.
    var fingerprint: UInt64 { header.checksum }

    /// The sample at `index`, which must be in range.
    public subscript(index: Int) -> TokenizedSample {
        withTokens(of: DocumentPart(sample: index, start: 0, count: length(of: index))) { ids, labels in
            TokenizedSample(inputIDs: Array(ids), labels: Array(labels))
        }
    }

    /// Number of tokens of the sample at `index`, which must be in range.
    public func length(of index: Int) -> Int {
        file.withBytes { bytes in end(of: index, bytes) - start(of: index, bytes) }
    }

    /// Where the sample at `index` ends in the stream of all samples.
    func end(of index: Int) -> Int {
        file.withBytes { end(of: index, $0) }
    }

    /// Calls `body` with the ids and the labels of a part, which must be in range.
    func withTokens<Result>(
        of part: DocumentPart,
        _ body: (_ ids: UnsafeBufferPointer<Int32>, _ labels: UnsafeBufferPointer<Int32>) -> Result
    ) -> Result {
        file.withBytes { bytes in
            let start = start(of: part.sample, bytes)
            let length = end(of: part.sample, bytes) - start
            precondition(part.start >= 0 && part.count >= 0 && part.start + part.count <= length)
            let ids = TokenizedHeader.byteCount + (start * 2 + part.start) * 4
            let labels = ids + length * 4
            defer {
                file.didRead(ids..<ids + part.count * 4)
                file.didRead(labels..<labels + part.count * 4)
            }
            func tokens(at offset: Int) -> UnsafeBufferPointer<Int32> {
                UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + part.count * 4]).bindMemory(to: Int32.self)
            }
            return body(tokens(at: ids), tokens(at: labels))
        }
    }

    private func start(of index: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        index == 0 ? 0 : end(of: index - 1, bytes)
    }

    private func end(of index: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        precondition((0..<count).contains(index), "there is no sample \(index) of \(count)")
        return Int(bytes.load(fromByteOffset: header.endsOffset + index * 8, as: UInt64.self))
    }
}
