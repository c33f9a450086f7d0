import Checkpoints
import Foundation
import ModelFiles
import Models
import NN
import Torch

/// Finds out what kind of model a path is and loads it.
enum ModelLoader {
    /// - Throws: an error that names the file and what is wrong with it.
    static func load(from path: String, dtype: DType, device: Device) throws -> any CausalLanguageModel {
        if isGGUF(path) {
            let file = try GGUFFile(path: path)
            return try ModelRegistry.standard.load(gguf: file, weights: GGUFWeights(file), dtype: dtype, device: device)
        }
        let config = path + "/config.json"
        guard FileManager.default.fileExists(atPath: config) else {
            throw RecipeError(
                "\(path): is neither a .gguf file nor a folder with a config.json",
                cure: "give --model_name with a Hugging Face folder or a .gguf file")
        }
        return try ModelRegistry.standard.load(
            configPath: config, weights: SafetensorsWeights(path: path), dtype: dtype, device: device)
    }

    static func isGGUF(_ path: String) -> Bool {
        path.lowercased().hasSuffix(".gguf")
    }
}
