public import ModelFiles
public import NN
public import Torch

/// A family of models: how its members are built from the two kinds of files.
public struct ModelFamily: Sendable {
    /// Builds a model from the content of `config.json` and weights with Hugging Face names.
    public typealias HuggingFaceBuilder =
        @Sendable (
            _ config: JSONValue, _ origin: String, _ weights: any WeightSource, _ dtype: DType, _ device: Device
        ) throws -> any CausalLanguageModel

    /// Builds a model from the metadata of a GGUF file and weights with GGUF names.
    public typealias GGUFBuilder =
        @Sendable (
            _ file: GGUFFile, _ weights: any WeightSource, _ dtype: DType, _ device: Device
        ) throws -> any CausalLanguageModel

    let fromHuggingFace: HuggingFaceBuilder
    let fromGGUF: GGUFBuilder

    public init(fromHuggingFace: @escaping HuggingFaceBuilder, fromGGUF: @escaping GGUFBuilder) {
        self.fromHuggingFace = fromHuggingFace
        self.fromGGUF = fromGGUF
    }
}
