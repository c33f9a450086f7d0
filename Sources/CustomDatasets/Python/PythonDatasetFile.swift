import Batching
import Datasets
import Foundation
import ModelFiles
import Tokenizers

/// A data set file in Python, imported by a process of its own.
// Unchecked because the process speaks with one thread at a time: `lock` sees to that.
final class PythonDatasetFile: @unchecked Sendable {
    static let defaultFunction = "get_custom_dataset"

    private let file: CustomDatasetFile
    private let function: String
    private let process: PythonProcess
    private let answers: TokenizerAnswers
    private let config: DatasetConfig
    private let note: @Sendable (String) -> Void
    private let lock = NSLock()
    private var collates = false

    /// Starts Python and imports the file.
    ///
    /// - Throws: `CustomDatasetError` with Python's traceback when the import fails.
    init(
        _ options: CustomDatasetOptions, config: DatasetConfig, tokenizer: any Tokenizer, tokenizerPath: String?,
        note: @escaping @Sendable (String) -> Void
    ) throws {
        file = options.file
        function = options.file.function ?? Self.defaultFunction
        answers = TokenizerAnswers(tokenizer)
        self.config = config
        self.note = note
        process = try PythonProcess(
            python: Self.interpreter(options), file: file.path, timeout: options.pythonTimeout, note: note)
        try start(options, tokenizerPath: tokenizerPath)
    }

    private static func interpreter(_ options: CustomDatasetOptions) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let given = options.python ?? environment["LLAMA_RECIPES_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
        guard let python = ExternalProgram.find(given ?? "python3", path: environment["PATH"] ?? "") else {
            let problem =
                switch given {
                case nil: "there is no python3 on the PATH"
                case let given? where given.contains("/") && FileManager.default.fileExists(atPath: given):
                    "\(given) is a folder or cannot be executed"
                case let given?: "there is no \(given)"
                }
            throw CustomDatasetError(
                file: options.file.path, problem: problem,
                cure: "install Python 3, or let --custom_dataset.python name one")
        }
        return python
    }

    private func start(_ options: CustomDatasetOptions, tokenizerPath: String?) throws {
        let request: JSONValue = [
            "do": "start", "path": .string(file.path), "function": .string(function),
            "config": [
                "dataset": .string(CustomDataset.name), "file": .string(file.given),
                "train_split": .string(key(of: .train)), "test_split": .string(key(of: .validation)),
                "data_path": .string(config.dataPath ?? ""),
            ],
            "options": .object(
                config.options.sorted { $0.key < $1.key }.reduce(into: JSONObject()) { object, option in
                    object[option.key] = .string(option.value)
                }),
            "tokenizer": .string(options.pythonTokenizer.rawValue), "facts": answers.facts(path: tokenizerPath),
        ]
        let ready = try ask(request, about: "start") { message in
            message.header["kind"] == "ready" ? .done(message.header) : nil
        }
        if let tokenizer = ready["tokenizer"]?.stringValue, tokenizer == "own", options.pythonTokenizer == .auto {
            note("\(file.path): gets this program's tokenizer (transformers is not installed, or has no files to load)")
        }
        guard ready["found"]?.boolValue != true else { return }
        let functions = (ready["functions"]?.arrayValue ?? []).compactMap(\.stringValue)
            .filter { $0 != "get_data_collator" }
        throw CustomDatasetError(
            file: file.path,
            problem: "there is no function \(function); "
                + (functions.isEmpty ? "it has none" : "it has \(functions.joined(separator: ", "))"),
            cure: "name one behind the colon: --custom_dataset.file \(file.path):FUNCTION")
    }

    /// What llama-recipes passes for a split: the value of `train_split` or `test_split`.
    private func key(of split: DatasetSplit) -> String { config.givenName(of: split) ?? split.rawValue }

    /// Calls the file's function and takes its samples to a file.
    func dataset(_ split: DatasetSplit) throws -> any Dataset {
        try lock.withLock {
            var spool = try SampleSpool(file: file.path)
            let request: JSONValue = [
                "do": "dataset", "split": .string(split.rawValue), "key": .string(key(of: split)),
            ]
            collates = try ask(request, about: "the \(split.rawValue) split", split: split) { message in
                switch message.header["kind"] {
                case "samples":
                    try SampleFrame(message, file: self.file.path).forEach { try spool.append($0) }
                    return .goOn
                case "done": return .done(message.header["collates"]?.boolValue ?? false)
                default: return nil
                }
            }
            let hidden = spool.hidden
            if hidden.tokens > 0 {
                note(
                    "\(file.path): \(split.rawValue) split: \(hidden.tokens) tokens at the ends of "
                        + "\(hidden.samples) samples have attention_mask 0 and are left out")
            }
            return try spool.dataset(origin: "\(file.path), \(split.rawValue) split")
        }
    }

    /// The data collator, where the file has one; known once a data set was made.
    func collator(_ split: DatasetSplit) -> (any DataCollator)? {
        lock.withLock { collates } ? PythonCollator(file: self, split: split) : nil
    }

    /// Has the file's data collator make a batch of the rows at `indices`.
    func collate(_ indices: [Int], of split: DatasetSplit) throws -> CollatedBatch {
        try lock.withLock {
            let request: JSONValue = [
                "do": "collate", "split": .string(split.rawValue), "indices": .array(indices.map { .int($0) }),
            ]
            return try ask(request, about: "the data collator", split: split) { message in
                guard message.header["kind"] == "batch" else { return nil }
                return .done(try SampleFrame(message, file: self.file.path).batch())
            }
        }
    }

    /// Converses until `body` is done; questions to the tokenizer and errors are the same everywhere.
    private func ask<Result>(
        _ request: JSONValue, about activity: String, split: DatasetSplit? = nil,
        _ body: (PythonChannel.Message) throws -> PythonProcess.Answer<Result>?
    ) throws -> Result {
        try process.converse(request, about: activity) { message in
            if message.header["ask"] != nil { return .reply(answers.answer(message.header)) }
            if message.header["kind"] == "error" { throw failure(message.header, split: split) }
            if let answer = try body(message) { return answer }
            throw CustomDatasetError(
                file: file.path, problem: "\(activity): the Python process answers something else than asked",
                cure: "the file must not write to descriptors that it did not open")
        }
    }

    private func failure(_ error: JSONValue, split: DatasetSplit?) -> CustomDatasetError {
        let stage = error["stage"]?.stringValue ?? "the file"
        let row = error["row"]?.intValue.map { "row \($0) (from 0)" }
        let place =
            switch (row, split) {
            case (let row?, let split?): "\(row) of the \(split.rawValue) split"
            case (nil, let split?): "\(stage) failed for the \(split.rawValue) split"
            case (_, nil): "\(stage) failed"
            }
        let module = error["module"]?.stringValue
        return CustomDatasetError(
            file: file.path,
            problem: "\(place): \(error["type"]?.stringValue ?? "error"): \(error["message"]?.stringValue ?? "")",
            cure: module.map {
                "install \($0) for the Python that runs the file, or let --custom_dataset.python name one that has it"
            }, details: error["traceback"]?.stringValue)
    }
}

/// The data collator of a file in Python.
private struct PythonCollator: DataCollator {
    let file: PythonDatasetFile
    let split: DatasetSplit

    func collate(_ samples: [CollatorSample]) throws -> CollatedBatch {
        try file.collate(samples.map(\.index), of: split)
    }
}
