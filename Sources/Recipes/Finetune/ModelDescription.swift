import Checkpoints
import Foundation
import ModelFiles
import Models
import NN
import Tokenizers
import Torch

/// What a saved model needs beside its weights: the content of `config.json` and the tokenizer's files.
struct ModelDescription {
    let configuration: JSONValue
    /// Files to copy beside the weights.
    let companions: [String]
    /// Holds the companions that had to be made first; goes with this value.
    private let scratch: ScratchFolder?

    /// - Throws: when the model's description cannot be written in Hugging Face's form; before any training.
    init(of loaded: LoadedModel) throws {
        if ModelLoader.isGGUF(loaded.path) {
            guard let llama = loaded.model as? LlamaModel else {
                throw RecipeError(
                    "\(loaded.path): only models of the Llama family can be saved as a Hugging Face folder",
                    cure: "train an adapter with --use_peft")
            }
            configuration = try llama.configuration.json(dtype: loaded.model.dtype)
            let scratch = try ScratchFolder()
            companions = try HuggingFaceTokenizerFiles(gguf: GGUFFile(path: loaded.path)).write(to: scratch.path)
            self.scratch = scratch
        } else {
            var config = try JSONValue(contentsOf: loaded.path + "/config.json")
            for key in ["dtype", "torch_dtype"] where config[key] != nil {
                config[key] = .string(loaded.model.dtype.rawValue)
            }
            configuration = config
            companions = HuggingFaceModelFolder.companionFiles(in: loaded.path)
            scratch = nil
        }
    }
}

/// A temporary folder that is removed with the last reference to it.
private final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "llama-recipes-\(UUID().uuidString)").path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RecipeError("\(path): cannot be created", cure: "point TMPDIR at a folder that can be written to")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
