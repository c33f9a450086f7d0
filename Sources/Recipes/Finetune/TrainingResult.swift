import Adapters
import Checkpoints
import NN

/// What training leaves behind, and the file whose presence says that it is whole.
struct TrainingResult {
    let marker: String
    /// Fills a folder that does not exist yet.
    let write: (_ folder: String) throws -> Void

    /// A PEFT adapter.
    static func adapter(_ loaded: LoadedModel) -> TrainingResult {
        TrainingResult(marker: "adapter_config.json") { folder in
            try PEFTAdapter.save(loaded.model, to: folder, baseModelName: loaded.path)
        }
    }

    /// A Hugging Face model folder.
    static func fullModel(_ loaded: LoadedModel) throws -> TrainingResult {
        let description = try ModelDescription(of: loaded)
        return TrainingResult(marker: "config.json") { folder in
            try HuggingFaceModelFolder.save(
                loaded.model.namedParameters().map { ($0.name, $0.parameter.tensor) },
                configuration: description.configuration, companions: description.companions, to: folder)
        }
    }
}
