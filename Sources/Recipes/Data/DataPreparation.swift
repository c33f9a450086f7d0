import Batching
import Datasets
import Tokenizers

/// From the name of a data set to its tokenized samples and their batches.
struct DataPreparation {
    let data: DataSettings
    let dataset: DatasetSettings
    let tokenizer: any Tokenizer
    /// The splits this run reads; a `data_path` that is one file belongs to the first of them only.
    let splits: Set<DatasetSplit>
    /// 0 means one per core.
    let threads: Int

    /// Readers of table files beyond those that `Datasets` has itself.
    static let tableOpeners: [any TableOpener] = []

    func tokenized(_ split: DatasetSplit) throws -> TokenizedDataset {
        let config = DatasetConfig(
            name: data.dataset, dataPath: dataset.dataPath, trainSplit: dataset.trainSplit,
            testSplit: dataset.testSplit, options: dataset.options, splitsInUse: splits,
            tableOpeners: Self.tableOpeners)
        let rows = try DatasetRegistry.standard.make(name: data.dataset, config: config, split: split)
        return try SampleTokenizer(tokenizer: tokenizer).tokenize(rows, threads: threads > 0 ? threads : nil)
    }

    /// What the check finds in `samples`; nil where it is turned off.
    func check(_ samples: TokenizedDataset) -> DataCheck? {
        data.checkData ? DataCheck(samples, tokenizer: tokenizer) : nil
    }

    func loader(
        _ samples: TokenizedDataset, _ batching: BatchingChoice, batchSize: Int, shuffle: Bool, seed: UInt64,
        dropLast: Bool
    ) throws -> BatchLoader {
        let strategy: any BatchingStrategy =
            switch batching {
            case .packing:
                try PackingStrategy(
                    contextLength: data.contextLength, batchSize: batchSize, dropLast: dropLast,
                    crossDocumentAttention: data.crossDocumentAttention)
            case .padding:
                try PaddingStrategy(contextLength: data.contextLength, batchSize: batchSize, dropLast: dropLast)
            }
        return try BatchLoader(data: samples, strategy: strategy, shuffle: shuffle, seed: seed)
    }
}
