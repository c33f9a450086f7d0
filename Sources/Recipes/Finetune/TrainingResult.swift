import Adapters
import Checkpoints
import NN

/// What training leaves behind: writes itself whole or not at all, beside what the run directory already holds.
struct TrainingResult {
    let write: (_ folder: String) throws -> Void

    /// A PEFT adapter.
    static func adapter(_ loaded: LoadedModel) -> TrainingResult {
        TrainingResult { try PEFTAdapter.save(loaded.model, to: $0, baseModelName: loaded.name) }
    }

    /// A Hugging Face model folder.
    static func fullModel(_ loaded: LoadedModel) throws -> TrainingResult {
        let description = try ModelDescription(of: loaded)
        return TrainingResult { folder in
            try HuggingFaceModelFolder.save(
                loaded.model.namedParameters().map { ($0.name, $0.parameter.tensor) },
                configuration: description.configuration, companions: description.companions, to: folder)
        }
    }
}
