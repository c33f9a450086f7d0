public import Datasets
import Dispatch
import Foundation
import Synchronization

extension SampleTokenizer {
    /// Tokenizes a whole data set on `threads` threads (nil: one per core), keeping its order.
    ///
    /// The outcome does not depend on the number of threads: of several faulty samples, the first is reported.
    public func tokenize(_ dataset: any Dataset, threads: Int? = nil) throws -> TokenizedDataset {
        let chunks = TokenizedChunks(sampleCount: dataset.count)
        let workers = max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, chunks.count))
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while let (chunk, samples) = chunks.next() {
                chunks.finish(chunk, with: self.tokenize(dataset, samples))
            }
        }
        return try chunks.joined(
            into: TokenizedDataset(
                name: dataset.name, origin: dataset.origin, padTokenID: padTokenID, skippedRows: dataset.skippedRows))
    }

    private func tokenize(_ dataset: any Dataset, _ samples: Range<Int>) -> Result<TokenizedChunks.Chunk, any Error> {
        Result {
            var chunk = TokenizedChunks.Chunk()
            for index in samples {
                let sample = try dataset.sample(at: index)
                do {
                    let (tokenized, isShifted) = try tokenizeNotingShift(sample)
                    chunk.samples.append(tokenized)
                    chunk.shiftedMasks += isShifted ? 1 : 0
                } catch let error as BatchingError {
                    throw BatchingError(
                        place: Self.place(of: index, in: dataset), problem: error.problem, cure: error.cure)
                } catch {
                    throw BatchingError(
                        place: Self.place(of: index, in: dataset), problem: "cannot be tokenized: \(error)",
                        cure: "look at the text of this sample")
                }
            }
            return chunk
        }
    }

    private static func place(of index: Int, in dataset: any Dataset) -> String {
        "\(dataset.name) (\(dataset.origin)): sample \(index) (from 0)"
    }
}

/// Hands out ranges of samples to threads and gathers what they make.
private final class TokenizedChunks: Sendable {
    struct Chunk: Sendable {
        var samples: [TokenizedSample] = []
        var shiftedMasks = 0
    }

    private struct State {
        var next = 0
        var firstFailure = Int.max
        var done: [Int: Result<Chunk, any Error>] = [:]
    }

    /// Large enough that taking one costs nothing, small enough that the cores finish together.
    private static let size = 64

    let count: Int
    private let sampleCount: Int
    private let state = Mutex(State())

    init(sampleCount: Int) {
        self.sampleCount = sampleCount
        count = (sampleCount + Self.size - 1) / Self.size
    }

    /// The next range to work on; nil when all are taken, or an earlier one failed.
    func next() -> (chunk: Int, samples: Range<Int>)? {
        state.withLock { state in
            guard state.next < min(count, state.firstFailure) else { return nil }
            let chunk = state.next
            state.next += 1
            return (chunk, chunk * Self.size..<min(sampleCount, (chunk + 1) * Self.size))
        }
    }

    func finish(_ chunk: Int, with result: Result<Chunk, any Error>) {
        state.withLock { state in
            state.done[chunk] = result
            if case .failure = result { state.firstFailure = min(state.firstFailure, chunk) }
        }
    }

    /// All samples in order; throws the first failure.
    func joined(into empty: TokenizedDataset) throws -> TokenizedDataset {
        try state.withLock { state in
            var data = empty
            for chunk in 0..<count {
                // Chunks are taken in order, so all those before a failed one are there.
                guard let result = state.done.removeValue(forKey: chunk) else { continue }
                let made = try result.get()
                for sample in made.samples { try data.append(sample) }
                data.shiftedMasks += made.shiftedMasks
            }
            return data
        }
    }
}
