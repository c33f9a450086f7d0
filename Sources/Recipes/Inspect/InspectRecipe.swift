public import Batching
import Configuration
import Datasets
public import Tokenizers

/// Shows what a data set turns into: what `llama-recipes inspect` does.
public struct InspectRecipe {
    public let tokenizer: any Tokenizer
    /// The licence of the data as its source states it; nil where the data set says none.
    public let licence: String?
    private let settings: InspectCommandSettings
    private let source: Source

    private enum Source {
        case samples(TokenizedDataset)
        case batches(BatchLoader)
    }

    /// Reads and tokenizes the data.
    ///
    /// - Throws: `ConfigurationError`, or the error of the part that failed.
    public init(_ settings: InspectCommandSettings) throws {
        _ = try settings.schema.checked()
        self.settings = settings
        licence = DatasetRegistry.standard.about(settings.data.dataset)?.licence
        tokenizer = try settings.model.loadTokenizer()
        let split = settings.split.split
        let preparation = DataPreparation(
            data: settings.data, dataset: settings.dataset, tokenizer: tokenizer, splits: [split],
            threads: settings.model.numThreads)
        guard let batching = settings.inspection.batchingStrategy.batching else {
            source = .samples(try preparation.tokenized(split))
            return
        }
        source = .batches(
            try preparation.loader(
                split, batching,
                // A packed row is the same in a batch of one, where nothing pads the last one.
                batchSize: batching == .packing ? 1 : settings.inspection.batchSizeTraining,
                shuffle: settings.inspection.shuffle, seed: settings.inspection.seed,
                dropLast: settings.data.dropLast))
    }

    /// What became of every token; nil for samples on their own.
    public var statistics: BatchStatistics? {
        if case .batches(let loader) = source { loader.statistics } else { nil }
    }

    /// Calls `body` with each row, at most `limit` of them.
    public func forEachRow(limit: Int?, _ body: (InspectedRow) throws -> Void) throws {
        var index = 0
        func show(_ row: InspectedRow) throws -> Bool {
            guard index < limit ?? Int.max else { return false }
            try body(row)
            index += 1
            return true
        }
        switch source {
        case .samples(let data):
            for place in 0..<data.count {
                guard try show(InspectedRow(index: place, sample: data[place])) else { return }
            }
        case .batches(let loader):
            for batch in loader.batches(epoch: 0) {
                for row in 0..<batch.rows {
                    guard try show(InspectedRow(index: index, batch: batch, row: row)) else { return }
                }
            }
        }
    }
}
