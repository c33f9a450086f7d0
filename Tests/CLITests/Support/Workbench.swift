import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// A toy model, a place for data and one for results: what a test of the command line works with.
struct Workbench {
    let scratch: ScratchFolder
    let model: String

    init(seed: UInt64 = 1) throws {
        scratch = try ScratchFolder()
        model = try ToyModel.save(to: scratch("model"), seed: seed)
    }

    /// Options that name the toy model and compute in float32.
    var modelOptions: [String] { ["--model_name", model, "--dtype", "float32"] }

    /// Runs a command.
    func run(
        _ command: String, _ options: [String], environment: [String: String] = [:]
    ) throws -> Subprocess.Answer {
        try Program.run(
            [command] + options, environment: ["LLAMA_RECIPES_CACHE": cache].merging(environment) { $1 },
            in: scratch.path)
    }

    /// The folder in which tokenized samples are kept.
    var cache: String { scratch("cache") }

    /// Fine-tunes the toy model with `--json` and gives the run's events.
    func finetune(
        _ data: [String], to output: String = "run", _ options: String...
    ) throws -> (folder: String, events: [JSONValue]) {
        let folder = scratch(output)
        let answer = try run(
            "finetuning", modelOptions + ["--output_dir", folder, "--json"] + data + options)
        try #require(answer.exitCode == 0, "\(answer)")
        return (folder, try answer.json())
    }

    /// Fine-tunes all weights until the model knows the toy data by heart.
    func learnByHeart(_ data: [String]) throws -> String {
        try finetune(
            data, to: "learned", "--batching_strategy", "padding", "--batch_size_training", "8", "--num_epochs", "80",
            "--lr", "0.01", "--gamma", "1", "--run_validation", "False"
        ).folder
    }
}

extension [JSONValue] {
    /// The events of one kind.
    func events(_ name: String) -> [JSONValue] { filter { $0["event"]?.stringValue == name } }

    /// The losses of all steps.
    var losses: [Double] { events("step").compactMap { $0["loss"]?.doubleValue } }

    /// The values of one key.
    func integers(_ key: String) -> [Int?] { map { $0[key]?.intValue } }
}

extension JSONValue {
    /// The keys of an object in their order.
    var keys: [String] { objectValue?.map(\.key) ?? [] }

    /// The integers of an array, in place.
    func ids(_ key: String) -> [Int]? { self[key]?.arrayValue?.compactMap(\.intValue) }
}

/// The names in a folder, sorted; nil where there is none.
func entries(_ folder: String) -> [String]? {
    try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// Whether two numbers agree to `tolerance`, relative to the second.
func isClose(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-5) -> Bool {
    guard let found else { return false }
    return abs(found - expected) <= tolerance * abs(expected)
}
