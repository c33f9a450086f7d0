public import Batching
import Configuration
import Datasets
public import Tokenizers

/// Shows what a data set turns into: what `llama-recipes inspect` does.
public struct InspectRecipe {
    public let tokenizer: any Tokenizer
    /// The licence of the data as its source states it; nil where the data set says none.
    public let licence: String?
    /// What the check of the data found; nil where it is turned off.
    public let report: SplitReport?
    private let settings: InspectCommandSettings
    private let source: Source

    private enum Source {
        case samples(TokenizedDataset)
        case batches(BatchLoader)
    }

    /// Reads and tokenizes the data.
    ///
    /// - Parameters:
    ///   - hub: brings what is named by its name on the Hub.
    ///   - announce: takes lines for people about what is being done.
    ///   - warn: takes lines about what is not as it should be.
    /// - Throws: `ConfigurationError`, or the error of the part that failed.
    public init(
        _ settings: InspectCommandSettings, hub: HubFiles = HubFiles(),
        announce: @escaping (String) -> Void = { _ in }, warn: @escaping (String) -> Void = { _ in }
    ) throws {
        _ = try settings.schema.checked()
        var settings = settings
        settings.model = try settings.model.local(hub, needsWeights: false)
        self.settings = settings
        licence = DatasetRegistry.standard.about(settings.data.dataset)?.licence
        tokenizer = try settings.model.loadTokenizer()
        let split = settings.split.split
        let preparation = try DataPreparation(
            data: settings.data, dataset: settings.dataset, tokenizer: tokenizer,
            tokenizerPath: settings.model.tokenizerPath, splits: [split], threads: settings.model.numThreads,
            hub: hub, announce: announce, warn: warn)
        let samples = try preparation.tokenized(split)
        let check = try preparation.check(samples, of: split)
        guard let batching = settings.inspection.batchingStrategy.batching else {
            report = check.map { SplitReport($0, data: samples) }
            source = .samples(samples)
            return
        }
        let loader = try preparation.loader(
            samples, of: split, batching,
            // A packed row is the same in a batch of one, where nothing pads the last one.
            batchSize: batching == .packing ? 1 : settings.inspection.batchSizeTraining,
            shuffle: settings.inspection.shuffle, seed: settings.inspection.seed,
            dropLast: settings.data.dropLast)
        report = try (check ?? preparation.check(batchesOf: loader)).map {
            SplitReport($0, data: samples, loader: loader)
        }
        source = .batches(loader)
    }

    /// In one line, what the samples are, or what became of every token of theirs.
    public var summary: String {
        switch source {
        case .batches(let loader): return "\(loader.statistics)"
        case .samples(let data):
            let range = "of \(data.statistics.shortestSample) to \(data.statistics.longestSample) tokens"
            let skipped = data.skippedRows > 0 ? ", \(data.skippedRows) rows skipped" : ""
            let trained = report.map { ", \($0.counts.trainedTokens) trained" } ?? ""
            return "\(data.count) samples \(range), \(data.tokenCount) tokens\(trained)\(skipped)"
        }
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
            let batches = loader.batches(epoch: 0)
            for batch in batches {
                for row in 0..<batch.rows {
                    guard try show(InspectedRow(index: index, batch: batch, row: row)) else { return }
                }
            }
            try batches.check()
        }
    }
}
