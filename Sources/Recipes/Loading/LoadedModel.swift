import Adapters
import Batching
import Foundation
public import NN
public import Tokenizers
import Torch

/// A model with its tokenizer, ready for use.
public struct LoadedModel {
    public let model: any CausalLanguageModel
    public let tokenizer: any Tokenizer
    /// The path it came from.
    public let path: String
    /// The name under which others find it: that on the Hub, or the path.
    public let name: String

    /// Loads a model, and over it an adapter when one is given.
    ///
    /// - Parameter hub: brings what is named by its name on the Hub.
    /// - Throws: an error of the part that failed, naming file, place and cure.
    public init(
        _ settings: ModelSettings, adapter: String? = nil, tokenizer: (any Tokenizer)? = nil,
        hub: HubFiles = HubFiles()
    ) throws {
        let settings = try settings.local(hub)
        let adapter = try adapter.map { try hub.path(of: $0, .adapter, option: "--peft_model") }
        let path = try settings.requiredPath
        try settings.applyThreads()
        self.path = path
        name = settings.publishedName ?? path
        self.tokenizer = try tokenizer ?? settings.loadTokenizer()
        model = try ModelLoader.load(
            from: path, dtype: settings.dtype.torchType, device: try settings.resolvedDevice())
        if let adapter { try PEFTAdapter.load(into: model, from: adapter) }
        model.setTraining(false)
    }
}

extension LoadedModel {
    /// Refuses ids that the model has no embedding for, before they fail deep inside of it.
    ///
    /// Only ids in use count: some published tokenizers hold a few more tokens than their models.
    func requireEmbeddings(of ids: some Sequence<some BinaryInteger>) throws {
        guard let unknown = ids.first(where: { $0 >= model.vocabularySize }) else { return }
        throw RecipeError(
            "\(path): the tokenizer gives the id \(unknown), but the model's vocabulary has \(model.vocabularySize) ids",
            cure: "use the tokenizer that belongs to the model (--tokenizer_name)")
    }

    /// As above for every id of a data set's batches; padding never reaches the model.
    func requireEmbeddings(of loader: BatchLoader) throws {
        try requireEmbeddings(of: [loader.data.statistics.largestID])
    }
}

extension ModelSettings {
    var requiredPath: String {
        get throws {
            guard let modelName else {
                throw RecipeError(
                    "no model is named",
                    cure:
                        "give --model_name with a Hugging Face folder, a .gguf file, or a name on the Hub (owner/name)")
            }
            guard FileManager.default.fileExists(atPath: modelName) else {
                throw RecipeError(
                    "\(modelName): there is no such file or folder",
                    cure: "give --model_name with a Hugging Face folder or a .gguf file")
            }
            return modelName
        }
    }

    /// The device, found out before any other work so that a missing one is told at once.
    func resolvedDevice() throws -> Device {
        do {
            return try Device(parsing: device)
        } catch let error as TorchError {
            throw RecipeError("--device \(device): \(error.message)", cure: "or leave --device out")
        }
    }

    /// Where the tokenizer comes from.
    var tokenizerPath: String {
        get throws { try tokenizerName ?? requiredPath }
    }

    func loadTokenizer() throws -> any Tokenizer {
        try TokenizerLoader.load(from: tokenizerPath)
    }

    func applyThreads() throws {
        if numThreads > 0 { try TorchRuntime.setNumThreads(numThreads) }
    }
}

extension ComputeType {
    var torchType: DType {
        switch self {
        case .bfloat16: .bfloat16
        case .float32: .float32
        case .float16: .float16
        }
    }
}
