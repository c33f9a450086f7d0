public import ModelFiles
public import NN
public import Torch

/// The model families by their name: `model_type` of a `config.json`, `general.architecture` of a GGUF file.
public struct ModelRegistry: Sendable {
    /// All families of this project.
    public static let standard = ModelRegistry(families: ["llama": .llama, "qwen2": .llama, "qwen3": .llama])

    private let families: [String: ModelFamily]

    public init(families: [String: ModelFamily]) {
        self.families = families
    }

    /// The known names, sorted.
    public var names: [String] { families.keys.sorted() }

    /// Builds the model that the `config.json` at `configPath` describes.
    /// - Parameter weights: tensors under Hugging Face names.
    /// - Throws: `ModelError` for an unknown `model_type`, naming the known ones, and for what does not fit.
    public func load(
        configPath: String, weights: any WeightSource, dtype: DType, device: Device = .cpu
    ) throws -> any CausalLanguageModel {
        let config = try JSONValue(contentsOf: configPath)
        let keys = ConfigurationKeys(json: config, origin: configPath)
        let family = try family(keys.string("model_type", default: ""), origin: configPath, place: "model_type")
        return try family.fromHuggingFace(config, configPath, weights, dtype, device)
    }

    /// Builds the model that a GGUF file describes.
    /// - Parameter weights: the file's tensors under GGUF names.
    /// - Throws: `ModelError` for an unknown architecture, naming the known ones, and for what does not fit.
    public func load(
        gguf file: GGUFFile, weights: any WeightSource, dtype: DType, device: Device = .cpu
    ) throws -> any CausalLanguageModel {
        let family = try family(file.architecture, origin: file.path, place: "general.architecture")
        return try family.fromGGUF(file, weights, dtype, device)
    }

    private func family(_ name: String, origin: String, place: String) throws -> ModelFamily {
        if let family = families[name] { return family }
        let problem = name.isEmpty ? "is missing" : "'\(name)' is not supported"
        throw ModelError(
            origin: origin, place: place, problem: problem,
            cure: "supported model types: \(names.joined(separator: ", "))")
    }
}
