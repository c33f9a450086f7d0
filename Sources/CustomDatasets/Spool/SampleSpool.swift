import Batching
import Datasets
import Foundation

/// Takes the samples of a Python file to a temporary file, so that memory does not grow with their number.
///
/// The file loses its name as soon as it is made: however this program ends, nothing of it is left.
struct SampleSpool {
    private let file: String
    private let path: String
    private let spool: SpoolFile
    private var pending = Data()
    private var written = 0
    private var starts: [Int] = []

    /// Tokens at the ends of samples that their attention mask hides.
    private(set) var hidden = (tokens: 0, samples: 0)

    /// - Parameter file: the user's file, for messages.
    init(file: String) throws {
        self.file = file
        path = NSTemporaryDirectory() + "llama-recipes-\(UUID().uuidString)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CustomDatasetError(
                file: path, problem: "cannot be made for the samples: \(String(cString: strerror(errno)))",
                cure: "let TMPDIR name a folder that can be written")
        }
        unlink(path)
        spool = SpoolFile(descriptor: descriptor)
    }

    /// Adds a sample, without what its attention mask hides at its ends.
    mutating func append(_ row: SampleFrame.Row) throws {
        var visible = 0..<row.inputIDs.count
        if let mask = row.attentionMask {
            do {
                visible = try AttentionMask.visible(mask)
            } catch let error as BatchingError {
                throw CustomDatasetError(
                    file: file, problem: "row \(starts.count) (from 0): \(error.problem)", cure: error.cure)
            }
            hidden.tokens += row.inputIDs.count - visible.count
            hidden.samples += 1
        }
        starts.append(written + pending.count)
        for values in [row.inputIDs[visible], row.labels[visible]] {
            values.withUnsafeBytes { pending.append(contentsOf: $0) }
        }
        if pending.count >= 1 << 20 { try flush() }
    }

    /// All samples, read from the file when they are asked for.
    mutating func dataset(origin: String) throws -> any Dataset {
        try flush()
        return SpooledDataset(spool: spool, starts: starts + [written], origin: origin)
    }

    private mutating func flush() throws {
        guard spool.append(pending) else {
            throw CustomDatasetError(
                file: path, problem: "the samples cannot be kept: \(String(cString: strerror(errno)))",
                cure: "make room, or let TMPDIR name a folder on another disk")
        }
        written += pending.count
        pending.removeAll(keepingCapacity: true)
    }
}

/// A file without a name, read piece by piece: mapped, its pages would count as this program's memory.
private final class SpoolFile: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Adds bytes at the end; false when that fails, for the reason in `errno`.
    func append(_ bytes: Data) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The numbers between two places, in bytes; nil when they cannot be read. From any thread.
    func numbers(_ range: Range<Int>) -> [Int32]? {
        var numbers = [Int32](repeating: 0, count: range.count / MemoryLayout<Int32>.size)
        var done = 0
        while done < range.count {
            let count = numbers.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + done }, range.count - done, off_t(range.lowerBound + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            done += count
        }
        return numbers
    }
}

/// Samples in a file that has no name any more.
private struct SpooledDataset: Dataset {
    let spool: SpoolFile
    /// Where each sample begins in the file, and where the last one ends.
    let starts: [Int]
    let origin: String

    var name: String { CustomDataset.name }
    var count: Int { starts.count - 1 }

    func sample(at index: Int) throws -> Sample {
        try requireIndex(index)
        guard let numbers = spool.numbers(starts[index]..<starts[index + 1]) else {
            throw DatasetError(
                file: origin, row: index, problem: "the sample cannot be read back from the temporary file",
                cure: "check the disk of TMPDIR")
        }
        let length = numbers.count / 2
        return .tokenized(
            inputIDs: numbers[..<length].map(Int.init), labels: numbers[length...].map(Int.init))
    }
}
