import Batching
import CustomDatasets
import Datasets
import Foundation
import MappedFiles
import Tokenizers

/// From the name of a data set to its tokenized samples and their batches.
struct DataPreparation {
    let data: DataSettings
    let dataset: DatasetSettings
    let tokenizer: any Tokenizer
    /// Where the tokenizer comes from.
    let tokenizerPath: String
    /// The splits this run reads; a `data_path` that is one file belongs to the first of them only.
    let splits: Set<DatasetSplit>
    /// 0 means one per core.
    let threads: Int
    /// Where published data comes from.
    let hub: HubFiles
    /// Takes lines for people.
    var announce: (String) -> Void = { _ in }
    /// Takes lines about what is not as it should be.
    var warn: (String) -> Void = { _ in }
    /// The user's own data set, which stays open for all splits of a run.
    private let custom = CustomDatasetSlot()

    /// Readers of table files beyond those that `Datasets` has itself.
    static let tableOpeners: [any TableOpener] = [ArrowTableOpener()]

    /// Opens compressed text.
    static let decompressor: any TextDecompressor = ArrowTextDecompressor(folder: NSTemporaryDirectory())

    /// Finds the files of every split before any is read, so that a missing one is told at once.
    func requireFiles() throws {
        for split in DatasetSplit.allCases where splits.contains(split) {
            _ = try DatasetRegistry.standard.files(name: data.dataset, config: config(split), split: split)
        }
    }

    private func config(_ split: DatasetSplit) throws -> DatasetConfig {
        try DatasetConfig(
            name: data.dataset, dataPath: dataset.dataPath, trainSplit: dataset.trainSplit,
            testSplit: dataset.testSplit, options: dataset.options, splitsInUse: splits,
            tableOpeners: Self.tableOpeners, decompressor: Self.decompressor, hub: HubData(hub: hub)
        ).locally(split)
    }

    func tokenized(_ split: DatasetSplit) throws -> TokenizedDataset {
        let config = try config(split)
        let threads = threads > 0 ? threads : nil
        let samples = TokenizedSamples(
            config: config, split: split, tokenizer: tokenizer, tokenizerPath: tokenizerPath, threads: threads,
            cache: data.tokenizedCache ? TokenizedCache(folder: CacheFolder.standard.tokenized) : nil,
            announce: announce, warn: warn)
        guard data.dataset != CustomDataset.name else {
            // What a user's own file reads cannot be known, so its samples are made anew in every run, unless it says
            // by an identity when they change.
            let rows = try custom.dataset(config, split, tokenizer: tokenizer, tokenizerPath: tokenizerPath)
            return try samples.load(rows)
        }
        return try samples.load()
    }

    /// What the check finds in `samples`; nil where it is turned off, and where a data collator makes the labels.
    func check(_ samples: TokenizedDataset, of split: DatasetSplit) throws -> DataCheck? {
        guard data.checkData, try custom.collation(split, tokenizer: tokenizer) == nil else { return nil }
        return DataCheck(samples, tokenizer: tokenizer)
    }

    /// What the check finds in the batches of a data collator; nil where it is turned off, and without a collator.
    func check(batchesOf loader: BatchLoader) throws -> DataCheck? {
        data.checkData ? try DataCheck(collatedBy: loader, tokenizer: tokenizer) : nil
    }

    func loader(
        _ samples: TokenizedDataset, of split: DatasetSplit, _ batching: BatchingChoice, batchSize: Int, shuffle: Bool,
        seed: UInt64, dropLast: Bool
    ) throws -> BatchLoader {
        let collation = try custom.collation(split, tokenizer: tokenizer)
        let strategy: any BatchingStrategy
        switch batching {
        case .packing:
            guard collation == nil else {
                throw RecipeError(
                    "the file of custom_dataset has a data collator, which makes batches of samples; packing has no "
                        + "samples left", cure: "use --batching_strategy padding, or take the collator out of the file")
            }
            strategy = try PackingStrategy(
                contextLength: data.contextLength, batchSize: batchSize, dropLast: dropLast,
                crossDocumentAttention: data.crossDocumentAttention)
        case .padding:
            strategy = try PaddingStrategy(
                contextLength: data.contextLength, batchSize: batchSize, dropLast: dropLast, collation: collation)
        }
        return try BatchLoader(data: samples, strategy: strategy, shuffle: shuffle, seed: seed)
    }
}
