import Batching
import CustomDatasets
import Datasets
import Foundation
import Tokenizers

/// The user's own data set of a run: opened when the first split is asked for, and used for all.
final class CustomDatasetSlot {
    private var opened: CustomDataset?

    /// One split of it.
    func dataset(
        _ config: DatasetConfig, _ split: DatasetSplit, tokenizer: any Tokenizer, tokenizerPath: String?
    ) throws -> any Dataset {
        let custom =
            try opened
            ?? CustomDataset(config: config, tokenizer: tokenizer, tokenizerPath: tokenizerPath) { line in
                // Beside the answers of a command, which go to standard output.
                try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
            }
        opened = custom
        return try custom.dataset(split)
    }

    /// Its data collator at work, where it has one; nil where there is none, and for every other data set.
    func collation(_ split: DatasetSplit, tokenizer: any Tokenizer) throws -> Collation? {
        try opened?.collator(split).map { Collation($0, vocabularySize: tokenizer.vocabularySize) }
    }
}
