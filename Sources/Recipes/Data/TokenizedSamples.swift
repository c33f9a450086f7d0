import Batching
import Datasets
import MappedFiles
import Tokenizers

/// The samples of one split as ids and labels: those of an earlier run where nothing they depend on has changed, else
/// made anew.
struct TokenizedSamples {
    let config: DatasetConfig
    let split: DatasetSplit
    let tokenizer: any Tokenizer
    let tokenizerPath: String
    /// nil means one per core.
    let threads: Int?
    /// Where samples are kept; nil for nowhere.
    let cache: TokenizedCache?
    let announce: (String) -> Void
    /// Takes lines about what is not as it should be.
    let warn: (String) -> Void

    /// - Throws: an error of the data set, the tokenizer or the file system that names place and cure.
    func load() throws -> TokenizedDataset {
        guard let cache = usableCache() else { return try tokenizeOnce(openDataset()) }
        // Where the data set can name its files beforehand, they need not be read to see that nothing has changed.
        if let files = try? DatasetRegistry.standard.files(name: config.name, config: config, split: split) {
            return try load(.files(files), from: cache, openDataset)
        }
        return try load(openDataset())
    }

    /// The samples of a data set that is open already; kept where it has a `cacheIdentity`.
    func load(_ dataset: any Dataset) throws -> TokenizedDataset {
        guard let identity = dataset.cacheIdentity, let cache = usableCache() else { return try tokenizeOnce(dataset) }
        return try load(.identity(identity), from: cache) { dataset }
    }

    private func load(
        _ source: TokenizedKey.Source, from cache: TokenizedCache, _ open: () throws -> any Dataset
    ) throws -> TokenizedDataset {
        guard let key = try? TokenizedKey(source, config: config, split: split, tokenizerPath: tokenizerPath) else {
            // What cannot be read here fails below with an error of its own.
            return try tokenizeOnce(open())
        }
        do {
            return try load(key, from: cache, open)
        } catch let error as MappedFileError where error.path.hasPrefix(cache.folder) {
            // The cache only saves time. Without it the samples go to a temporary file, which may lie on another disk;
            // where that is full as well, its error ends the run, as memory is no place for them.
            warn("\(error); going on without the cache, as with --tokenized_cache False")
            return try tokenizeOnce(open())
        }
    }

    private func load(
        _ key: TokenizedKey, from cache: TokenizedCache, _ open: () throws -> any Dataset
    ) throws -> TokenizedDataset {
        switch try cache.entry(key.text) {
        case .found(let data):
            announce("\(split.rawValue) samples: used again from \(cache.folder)/\(key.text.prefix(8))…")
            return data
        case .absent: break
        case .damaged(let problem):
            warn("\(cache.folder): the file of the \(split.rawValue) samples was damaged (\(problem)): made anew")
        }
        let data = try SampleTokenizer(tokenizer: tokenizer).tokenize(
            open(), threads: threads, into: cache, key: key.text)
        do {
            try key.requireUnchanged()
        } catch {
            cache.remove(key.text)
            throw error
        }
        announce("\(split.rawValue) samples: tokenized into \(cache.folder)/\(key.text.prefix(8))…")
        return data
    }

    private func openDataset() throws -> any Dataset {
        try DatasetRegistry.standard.make(name: config.name, config: config, split: split)
    }

    private func tokenizeOnce(_ dataset: any Dataset) throws -> TokenizedDataset {
        let data = try SampleTokenizer(tokenizer: tokenizer).tokenize(dataset, threads: threads)
        announce("\(split.rawValue) samples: tokenized for this run only")
        return data
    }

    /// The cache, unless it cannot be written; then the run goes on without, and says so.
    private func usableCache() -> TokenizedCache? {
        guard let cache else { return nil }
        do {
            try cache.prepare()
            return cache
        } catch {
            warn("\(error); going on without the cache")
            return nil
        }
    }
}
