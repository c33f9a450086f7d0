import Foundation

/// Hands out ranges of samples to threads, and writes what they make in the order of the samples.
///
/// Only a few ranges are under way at any time: a thread that is far ahead waits for the slowest.
// Unchecked: everything that changes is used under the lock only.
final class OrderedChunks: @unchecked Sendable {
    typealias Outcome = Result<[(sample: TokenizedSample, isShifted: Bool)], any Error>

    /// Large enough that taking one costs nothing, small enough that the cores finish together.
    private static let size = 64
    private static let chunksPerThread = 4

    let count: Int
    private let sampleCount: Int
    private let window: Int
    private let lock = NSCondition()
    private var writer: TokenizedWriter
    private var nextToTake = 0
    private var nextToWrite = 0
    private var waiting: [Int: Outcome] = [:]
    private var hasFailed = false
    /// Of the first range that failed, or of writing.
    private var failure: (any Error)?

    init(sampleCount: Int, threads: Int, writer: TokenizedWriter) {
        self.sampleCount = sampleCount
        self.writer = writer
        count = (sampleCount + Self.size - 1) / Self.size
        window = threads * Self.chunksPerThread
    }

    /// The next range to work on; nil when all are taken, or one has failed.
    func next() -> (chunk: Int, samples: Range<Int>)? {
        lock.lock()
        defer { lock.unlock() }
        while !hasFailed, nextToTake < count, nextToTake >= nextToWrite + window { lock.wait() }
        guard !hasFailed, nextToTake < count else { return nil }
        let chunk = nextToTake
        nextToTake += 1
        return (chunk, chunk * Self.size..<min(sampleCount, (chunk + 1) * Self.size))
    }

    func finish(_ chunk: Int, with outcome: Outcome) {
        lock.lock()
        defer { lock.unlock() }
        waiting[chunk] = outcome
        // Ranges are taken in order, so all those before a failed one come, and the first failure is met first.
        if case .failure = outcome { hasFailed = true }
        while failure == nil, let outcome = waiting.removeValue(forKey: nextToWrite) {
            do {
                for (sample, isShifted) in try outcome.get() { try writer.append(sample, isShifted: isShifted) }
                nextToWrite += 1
            } catch {
                failure = error
                hasFailed = true
            }
        }
        lock.broadcast()
    }

    /// Ends the file when all ranges were written; throws the first failure.
    func finishWriting() throws {
        lock.lock()
        defer { lock.unlock() }
        if let failure { throw failure }
        try writer.finish()
    }
}
