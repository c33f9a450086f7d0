import Foundation
import MappedFiles

/// Writes samples one after the other into an open, empty file; what it holds in memory is four bytes a sample.
struct TokenizedWriter {
    private let descriptor: Int32
    /// What errors name.
    private let path: String
    private var description: TokenizedDescription
    private var lengths: [UInt32] = []
    private var buffer: [UInt8] = []
    private var checksum = TokenizedChecksum()

    /// How much is written at once; a multiple of what the checksum takes.
    private static let portion = 1 << 20

    init(descriptor: Int32, path: String, description: TokenizedDescription) throws {
        self.descriptor = descriptor
        self.path = path
        self.description = description
        buffer.reserveCapacity(2 * Self.portion)
        // A header of zeros is none: what is cut off here is never taken for whole.
        try write(Array(repeating: UInt8(0), count: TokenizedHeader.byteCount))
    }

    /// Adds a sample at the end; ids and labels of different lengths are an error.
    mutating func append(_ sample: TokenizedSample, isShifted: Bool = false) throws {
        let count = sample.inputIDs.count
        guard count == sample.labels.count else {
            throw error(
                "there are \(count) ids and \(sample.labels.count) labels",
                cure: "give one label per id, -100 where none is trained")
        }
        guard lengths.count < UInt32.max, let length = UInt32(exactly: count) else {
            throw error("there are more samples or tokens than 32 bits can count", cure: "split the data")
        }
        lengths.append(length)
        description.statistics.add(sample, isShifted: isShifted)
        try sample.inputIDs.withUnsafeBytes { try put($0) }
        try sample.labels.withUnsafeBytes { try put($0) }
    }

    /// Writes what belongs behind the samples, and at last the header.
    mutating func finish() throws {
        var header = TokenizedHeader()
        header.samples = lengths.count
        header.tokens = description.statistics.tokens
        var end: UInt64 = 0
        for length in lengths {
            end += UInt64(length)
            try withUnsafeBytes(of: end) { try put($0) }
        }
        try flush(buffer.count)
        header.checksum = checksum.value
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = Array(try encoder.encode(description))
        header.descriptionBytes = text.count
        header.descriptionChecksum = TokenizedChecksum.of(text)
        try write(text)
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw MappedFileError.system(path: path, action: "cannot be written", cure: "check the file system")
        }
        try header.words.withUnsafeBytes { try TemporaryFile.write($0, to: descriptor, path: path) }
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) throws {
        buffer.append(contentsOf: bytes)
        while buffer.count >= Self.portion { try flush(Self.portion) }
    }

    private mutating func flush(_ count: Int) throws {
        try buffer.withUnsafeBytes { bytes in
            let portion = UnsafeRawBufferPointer(rebasing: bytes[..<count])
            checksum.add(portion)
            try TemporaryFile.write(portion, to: descriptor, path: path)
        }
        buffer.removeFirst(count)
    }

    private func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try TemporaryFile.write($0, to: descriptor, path: path) }
    }

    private func error(_ problem: String, cure: String) -> BatchingError {
        BatchingError(
            place: "\(description.name) (\(description.origin)): sample \(lengths.count) (from 0)", problem: problem,
            cure: cure)
    }
}
