import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// A workbench for custom data sets, with a cache of its own.
struct CustomDatasetBench {
    let bench: Workbench
    private let cache: String

    /// - Parameter cache: a folder for compiled files; by default one of this bench's own.
    init(cache: String? = nil) throws {
        bench = try Workbench()
        self.cache = cache ?? bench.scratch("cache")
    }

    /// Compiled files, and what a compilation may have left behind.
    var cached: [String] { entries("\(cache)/plugins") ?? [] }

    /// Tokenized samples that are kept.
    var tokenized: [String] { entries("\(cache)/tokenized") ?? [] }

    var environment: [String: String] {
        // Python writes no bytecode beside files of the checkout.
        ["LLAMA_RECIPES_CACHE": cache, "PYTHONDONTWRITEBYTECODE": "1"]
    }

    /// The environment in which Python has transformers, torch and numpy.
    static var reference: [String: String] {
        let path = [".deps/reference", ".deps/engine"].map(PackageRoot.file).joined(separator: ":")
        return ["PYTHONPATH": path, "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_OFFLINE": "1"]
    }

    /// Shows the samples of a split; `options` are of `custom_dataset`, as `key=value`.
    func inspect(
        _ file: String, _ options: String..., split: String = "train", batching: String = "none",
        environment: [String: String] = [:]
    ) throws -> Subprocess.Answer {
        try bench.run(
            "inspect",
            [
                "--model_name", bench.model, "--dataset", "custom_dataset", "--custom_dataset.file", file, "--split",
                split, "--batching_strategy", batching, "--json",
            ] + options.map { "--custom_dataset.\($0)" }, environment: self.environment.merging(environment) { $1 })
    }

    /// Fine-tunes the toy model with the padding strategy, and gives the events.
    func finetune(_ file: String, _ options: String...) throws -> Subprocess.Answer {
        try bench.run(
            "finetuning",
            bench.modelOptions + [
                "--dataset", "custom_dataset", "--custom_dataset.file", file, "--output_dir", bench.scratch("run"),
                "--num_epochs", "2", "--lr", "0.01", "--batch_size_training", "2", "--json",
            ] + options, environment: environment)
    }
}

extension Subprocess.Answer {
    /// The shown samples, after a run that went well.
    func samples() throws -> [(ids: [Int]?, labels: [Int]?)] {
        try #require(exitCode == 0, "\(self)")
        return try json().map { ($0.ids("input_ids"), $0.ids("labels")) }
    }
}
