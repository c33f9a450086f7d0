import Batching
import DatasetPlugins
import Datasets
import Foundation
import Tokenizers

/// A data set file in Swift, compiled and loaded into this process.
struct CompiledDatasetFile {
    private typealias Entry = @convention(c) (UnsafeMutableRawPointer) -> Void

    private let source: DatasetSource
    private let key: String
    private let makeDataset: Entry
    private let makeCollator: Entry?

    /// Compiles the file, unless that was done before, and loads it.
    ///
    /// - Parameter note: takes a line about what is being done.
    init(_ file: CustomDatasetFile, note: (String) -> Void) throws {
        source = try DatasetSource(file)
        let compiler = try PluginCompiler(source)
        let library = try compiler.library(note: note)
        key = compiler.key
        // Never closed: types of the file live as long as the process.
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
            throw CustomDatasetError(
                file: file.path, problem: "cannot be loaded: \(Self.loaderMessage)",
                cure: "a program of your own must be linked with -Xlinker --export-dynamic; else remove \(library)")
        }
        guard let dataset = dlsym(handle, PluginSymbol.dataset) else {
            throw CustomDatasetError(
                file: file.path, problem: "cannot be loaded: \(Self.loaderMessage)", cure: "remove \(library)")
        }
        makeDataset = unsafeBitCast(dataset, to: Entry.self)
        makeCollator = dlsym(handle, PluginSymbol.collator).map { unsafeBitCast($0, to: Entry.self) }
    }

    /// Calls the file's function.
    func dataset(_ config: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) throws -> any Dataset {
        let call = DatasetCall(datasetConfig: config, tokenizer: tokenizer, split: split)
        let note = CrashNote(source.file.path, "making the \(split.rawValue) samples")
        note.during { withExtendedLifetime(call) { makeDataset(Unmanaged.passUnretained(call).toOpaque()) } }
        switch call.outcome {
        case .success(let dataset):
            return GuardedDataset(dataset, file: source.file.path, key: key, split: split, note: note)
        case .failure(let error):
            throw CustomDatasetError(
                file: source.file.path, problem: "\(source.function) failed for the \(split.rawValue) split: \(error)")
        case nil: throw unanswered(source.function)
        }
    }

    /// Calls the file's data collator function; nil where it has none, or that returns none.
    func collator(tokenizer: any Tokenizer) throws -> (any DataCollator)? {
        guard let makeCollator else { return nil }
        let call = CollatorCall(tokenizer: tokenizer)
        let note = CrashNote(source.file.path, "collating samples")
        note.during { withExtendedLifetime(call) { makeCollator(Unmanaged.passUnretained(call).toOpaque()) } }
        switch call.outcome {
        case .success(let collator):
            return collator.map { GuardedCollator(collator: $0, file: source.file.path, note: note) }
        case .failure(let error):
            throw CustomDatasetError(
                file: source.file.path, problem: "\(DatasetSource.collatorFunction) failed: \(error)")
        case nil: throw unanswered(DatasetSource.collatorFunction)
        }
    }

    private func unanswered(_ function: String) -> CustomDatasetError {
        CustomDatasetError(
            file: source.file.path, problem: "\(function) gave no answer",
            cure: "remove the plugins folder of the cache")
    }

    private static var loaderMessage: String { dlerror().map { String(cString: $0) } ?? "unknown reason" }
}
