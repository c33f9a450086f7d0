import Checkpoints
import Foundation
import ModelFiles
import Models
import NN
import Torch

/// A Hugging Face model folder with a Llama of 50,000 parameters and `ToyTokenizer`.
public enum ToyModel {
    /// What `config.json` calls the model.
    public enum Kind: Sendable {
        case llama, qwen2, qwen3
    }

    /// Writes the folder and gives its path; equal arguments give equal weights.
    ///
    /// - Parameters:
    ///   - kind: `qwen3` has heads of twice the width that the hidden size gives.
    ///   - vocabularySize: other than the tokenizer's for a model that does not fit it.
    ///   - isTied: whether the output head is the embedding table.
    ///   - initializerRange: the standard deviation of the weights.
    @discardableResult
    public static func save(
        to folder: String, kind: Kind = .llama, seed: UInt64 = 1,
        vocabularySize: Int = ToyTokenizer.vocabularySize, hiddenSize: Int = 32, isTied: Bool = false,
        initializerRange: Double = 0.2
    ) throws -> String {
        let configuration = LlamaConfiguration(
            vocabSize: vocabularySize, hiddenSize: hiddenSize, intermediateSize: 64, numHiddenLayers: 2,
            numAttentionHeads: 4, numKeyValueHeads: 2, headDim: kind == .qwen3 ? hiddenSize / 2 : nil,
            maxPositionEmbeddings: 4096, attentionBias: kind == .qwen2, attentionOutputBias: false,
            queryKeyNorm: kind == .qwen3, tieWordEmbeddings: isTied, initializerRange: initializerRange,
            bosTokenID: ToyTokenizer.bos, eosTokenIDs: [ToyTokenizer.eos])
        let model = try LlamaModel(configuration: configuration, seed: seed)
        try HuggingFaceModelFolder.save(
            model.namedParameters().map { ($0.name, $0.parameter.tensor) },
            configuration: configuration.json(dtype: .float32), to: folder)
        for (name, content) in [
            ("tokenizer.json", ToyTokenizer.document), ("tokenizer_config.json", ToyTokenizer.configuration),
        ] {
            try content.text(indent: 1).write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        return folder
    }

    /// The float32 logits `[T][V]` of a saved model for one text, straight from its weights.
    public static func logits(_ folder: String, ids: [Int]) throws -> [[Double]] {
        let model = try ModelRegistry.standard.load(
            configPath: "\(folder)/config.json", weights: SafetensorsWeights(path: folder), dtype: .float32)
        let all = try Autograd.noGrad {
            try model.logits(model.hidden(ModelInput(inputIDs: ids.map(Int32.init), rows: 1, length: ids.count)))
                .doubles()
        }
        let size = model.vocabularySize
        return ids.indices.map { Array(all[$0 * size..<($0 + 1) * size]) }
    }

    /// The summed negative log-likelihood of the ids that `labels` do not mask (all but the first when nil), added up
    /// one by one in double precision.
    public static func negativeLogLikelihood(_ folder: String, ids: [Int], labels: [Int]? = nil) throws -> Double {
        let logits = try logits(folder, ids: ids)
        var sum = 0.0
        for (row, next) in zip(logits, (labels ?? ids).dropFirst()) where next >= 0 {
            let largest = row.max() ?? 0
            sum += log(row.reduce(0) { $0 + exp($1 - largest) }) + largest - row[next]
        }
        return sum
    }

    /// The tensors of a safetensors file as numbers, by name.
    public static func weights(_ path: String) throws -> [String: [Float]] {
        let source = try SafetensorsWeights(path: path)
        return try Dictionary(
            uniqueKeysWithValues: source.names.map {
                ($0, try source.tensor($0, dtype: .float32, device: .cpu).floats())
            })
    }

    /// Changes a safetensors file into one that is well formed and wrong.
    ///
    /// - Parameters:
    ///   - resizing: tensors, there already or not, that become zeros of this shape.
    public static func rewrite(
        _ path: String, removing: [String] = [], resizing: [String: [Int]] = [:]
    ) throws {
        let source = try SafetensorsWeights(path: path)
        var tensors: [String: Tensor] = [:]
        for name in source.names where !removing.contains(name) {
            tensors[name] = try source.tensor(name, dtype: .float32, device: .cpu).clone()
        }
        for (name, shape) in resizing { tensors[name] = try Tensor.zeros(shape) }
        try SafetensorsWriter.write(tensors, to: path)
    }
}
