public import Batching
public import Datasets
public import Tokenizers

/// The data set of a user's own `.swift` or `.py` file: llama-recipes' `custom_dataset`.
///
/// One object serves all splits of a run: the file is compiled, or its Python process started, when the first is asked
/// for.
public final class CustomDataset {
    /// The name that `--dataset` takes; also the prefix of its options.
    public static let name = "custom_dataset"

    private let config: DatasetConfig
    private let options: CustomDatasetOptions
    private let tokenizer: any Tokenizer
    private let tokenizerPath: String?
    private let note: @Sendable (String) -> Void
    private var opened: Opened?

    private enum Opened {
        case swift(CompiledDatasetFile)
        case python(PythonDatasetFile)
    }

    /// - Parameters:
    ///   - config: its options are those of `CustomDatasetOptions`, and free ones that the file reads.
    ///   - tokenizerPath: the model folder or file that `tokenizer` came from, for Python's transformers.
    ///   - note: takes lines about what is being done.
    /// - Throws: `CustomDatasetError` when no file is named, or an option is wrong.
    public init(
        config: DatasetConfig, tokenizer: any Tokenizer, tokenizerPath: String? = nil,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        options = try CustomDatasetOptions(config)
        self.config = options.remaining(of: config)
        self.tokenizer = tokenizer
        self.tokenizerPath = tokenizerPath
        self.note = note
    }

    /// One split, as the file's function makes it.
    ///
    /// - Throws: `CustomDatasetError` with what the compiler, the interpreter or the function said.
    public func dataset(_ split: DatasetSplit) throws -> any Dataset {
        let dataset: any Dataset =
            switch try open() {
            case .swift(let file): try file.dataset(config, tokenizer: tokenizer, split: split)
            case .python(let file): try file.dataset(split)
            }
        guard dataset.count > 0 else {
            let orWithout = config.optionWithout(split).map { ", or use \($0)" } ?? ""
            throw CustomDatasetError(
                file: options.file.path, problem: "the \(split.rawValue) split has no samples",
                cure: "look at what the function returns\(orWithout)")
        }
        return dataset
    }

    /// The file's data collator, if it has one; ask for it after the first data set, as llama-recipes does.
    public func collator(_ split: DatasetSplit) throws -> (any DataCollator)? {
        switch try open() {
        case .swift(let file): try file.collator(tokenizer: tokenizer)
        case .python(let file): file.collator(split)
        }
    }

    private func open() throws -> Opened {
        if let opened { return opened }
        let opened: Opened
        switch options.file.language {
        case .swift: opened = .swift(try CompiledDatasetFile(options.file, note: note))
        case .python:
            opened = .python(
                try PythonDatasetFile(
                    options, config: config, tokenizer: tokenizer, tokenizerPath: tokenizerPath, note: note))
        }
        self.opened = opened
        return opened
    }
}
