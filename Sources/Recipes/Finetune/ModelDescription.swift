import Checkpoints
import Foundation
import ModelFiles
import Models
import NN
import Torch

/// What a saved model needs beside its weights: the content of `config.json` and the tokenizer's files.
struct ModelDescription {
    let configuration: JSONValue
    /// Files to copy beside the weights.
    let companions: [String]

    /// - Throws: when the model's description cannot be written in Hugging Face's form; before any training.
    init(of loaded: LoadedModel) throws {
        if ModelLoader.isGGUF(loaded.path) {
            guard let llama = loaded.model as? LlamaModel else {
                throw RecipeError(
                    "\(loaded.path): only Llama models can be saved as a Hugging Face folder",
                    cure: "train an adapter with --use_peft")
            }
            configuration = try llama.configuration.json(dtype: loaded.model.dtype)
            companions = []
        } else {
            var config = try JSONValue(contentsOf: loaded.path + "/config.json")
            for key in ["dtype", "torch_dtype"] where config[key] != nil {
                config[key] = .string(loaded.model.dtype.rawValue)
            }
            configuration = config
            companions = HuggingFaceModelFolder.companionFiles(in: loaded.path)
        }
    }
}
