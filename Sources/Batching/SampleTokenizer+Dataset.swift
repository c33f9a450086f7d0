public import Datasets
import Dispatch
import Foundation

extension SampleTokenizer {
    /// Tokenizes a whole data set on `threads` threads (nil: one per core), keeping its order, into a temporary file.
    ///
    /// The outcome does not depend on the number of threads: of several faulty samples, the first is reported.
    /// - Parameter folder: where the file takes its space; nil for the system's place for temporary files.
    public func tokenize(
        _ dataset: any Dataset, threads: Int? = nil, temporaryIn folder: String? = nil
    ) throws -> TokenizedDataset {
        try tokenize(
            dataset, threads: threads, key: nil, into: TokenizedDraft(temporaryIn: folder ?? NSTemporaryDirectory()))
    }

    /// As above, into a cache: later calls of `TokenizedCache.entry` with the same key find the samples there.
    public func tokenize(
        _ dataset: any Dataset, threads: Int? = nil, into cache: TokenizedCache, key: String
    ) throws -> TokenizedDataset {
        try tokenize(dataset, threads: threads, key: key, into: cache.draft(key))
    }

    private func tokenize(
        _ dataset: any Dataset, threads: Int?, key: String?, into draft: TokenizedDraft
    ) throws -> TokenizedDataset {
        let description = TokenizedDescription(
            key: key, name: dataset.name, origin: dataset.origin, padTokenID: padTokenID,
            skippedRows: dataset.skippedRows, firstSkippedRow: dataset.firstSkippedRow)
        let writer = try TokenizedWriter(descriptor: draft.descriptor, path: draft.path, description: description)
        let threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let chunks = OrderedChunks(sampleCount: dataset.count, threads: threads, writer: writer)
        DispatchQueue.concurrentPerform(iterations: min(threads, max(1, chunks.count))) { _ in
            while let (chunk, samples) = chunks.next() {
                chunks.finish(chunk, with: self.tokenize(dataset, samples))
            }
        }
        try chunks.finishWriting()
        return try draft.commit()
    }

    private func tokenize(_ dataset: any Dataset, _ samples: Range<Int>) -> OrderedChunks.Outcome {
        OrderedChunks.Outcome {
            try samples.map { index in
                let sample = try dataset.sample(at: index)
                do {
                    return try tokenizeNotingShift(sample)
                } catch let error as BatchingError {
                    throw BatchingError(
                        place: Self.place(of: index, in: dataset), problem: error.problem, cure: error.cure)
                } catch {
                    throw BatchingError(
                        place: Self.place(of: index, in: dataset), problem: "cannot be tokenized: \(error)",
                        cure: "look at the text of this sample")
                }
            }
        }
    }

    private static func place(of index: Int, in dataset: any Dataset) -> String {
        "\(dataset.name) (\(dataset.origin)): sample \(index) (from 0)"
    }
}
