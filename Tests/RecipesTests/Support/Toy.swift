import Configuration
import Recipes
import TestFolders
import TestingSupport
import Training

/// A toy model, toy data and a place for results, for calls of the library.
struct Toy {
    let scratch: ScratchFolder
    let model: String

    init(_ kind: ToyModel.Kind = .llama, isTied: Bool = false) throws {
        scratch = try ScratchFolder()
        model = try ToyModel.save(to: scratch("model"), kind: kind, isTied: isTied)
        _ = try ToyData.grammar.write(to: scratch)
    }

    var modelSettings: ModelSettings {
        var settings = ModelSettings()
        settings.modelName = model
        settings.dtype = .float32
        return settings
    }

    /// Two epochs of three steps on all weights; nothing in it draws from the generator that all tests share.
    func finetuning(to output: String = "run", _ change: (inout FinetuneSettings) -> Void = { _ in })
        -> FinetuneSettings
    {
        var settings = FinetuneSettings()
        settings.model = modelSettings
        settings.data.dataset = "grammar_dataset"
        settings.data.tokenizedCache = false
        settings.dataset.dataPath = scratch("data")
        settings.batching.batchingStrategy = .padding
        settings.training.batchSizeTraining = 3
        settings.training.numEpochs = 2
        settings.training.lr = 0.01
        settings.training.outputDir = scratch(output)
        change(&settings)
        return settings
    }

    /// The model as the library loads it.
    func loaded(adapter: String? = nil, from path: String? = nil) throws -> LoadedModel {
        var settings = modelSettings
        if let path { settings.modelName = path }
        return try LoadedModel(settings, adapter: adapter)
    }
}

extension [TrainingEvent] {
    var steps: [StepReport] { compactMap { if case .step(let report) = $0 { report } else { nil } } }
    var saved: [SavedResult] { compactMap { if case .saved(let result) = $0 { result } else { nil } } }
    var evaluated: [EvaluationReport] { compactMap { if case .evaluated(let report) = $0 { report } else { nil } } }
}
