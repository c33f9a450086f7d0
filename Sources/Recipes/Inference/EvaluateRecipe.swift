import Batching
import Configuration
import Datasets
public import Training

/// Measures loss and perplexity of a model on a data set: what `llama-recipes evaluate` does.
public struct EvaluateRecipe {
    private let settings: EvaluateSettings
    private let hub: HubFiles
    private let warn: (String) -> Void

    /// - Parameters:
    ///   - hub: brings what is named by its name on the Hub.
    ///   - warn: takes lines about what is not as it should be, in the data above all.
    public init(
        _ settings: EvaluateSettings, hub: HubFiles = HubFiles(), warn: @escaping (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.hub = hub
        self.warn = warn
    }

    /// - Parameter progress: called after each batch with the number done and the number in all.
    /// - Throws: `ConfigurationError`, or the error of the part that failed.
    public func run(progress: (Int, Int) throws -> Void = { _, _ in }) throws -> Evaluator.Result {
        _ = try settings.schema.checked()
        var settings = settings
        settings.model = try settings.model.local(hub)
        let tokenizer = try settings.model.loadTokenizer()
        let preparation = try DataPreparation(
            data: settings.data, dataset: settings.dataset, tokenizer: tokenizer,
            tokenizerPath: settings.model.tokenizerPath, splits: [settings.split.split],
            threads: settings.model.numThreads, hub: hub, warn: warn)
        let samples = try preparation.tokenized(settings.split.split)
        let data = try preparation.loader(
            samples, of: settings.split.split, settings.batching.batchingStrategy,
            batchSize: settings.batches.valBatchSize, shuffle: false,
            seed: 0, dropLast: false)
        if let check = try preparation.check(samples, of: settings.split.split) ?? preparation.check(batchesOf: data) {
            SplitReport(check, data: samples, loader: data).warnings(isTrained: false).forEach {
                warn("warning: \($0)")
            }
        }
        let loaded = try LoadedModel(
            settings.model, adapter: settings.adapter.peftModel, tokenizer: tokenizer, hub: hub)
        try loaded.requireEmbeddings(of: data)
        return try Evaluator(model: loaded.model, maximumBatches: settings.batches.maxEvalStep)
            .evaluate(data, progress: progress)
    }
}
