public import Batching
import Models
public import NN
public import Torch

/// A model small enough for a test to train in milliseconds.
public enum TinyLlama {
    public static let vocabularySize = 64

    static let configuration = LlamaConfiguration(
        vocabSize: vocabularySize, hiddenSize: 32, intermediateSize: 64, numHiddenLayers: 2, numAttentionHeads: 4,
        numKeyValueHeads: 2, tieWordEmbeddings: true, initializerRange: 0.2)

    /// Random weights, all trainable.
    public static func model(seed: UInt64 = 1, dtype: DType = .float32) throws -> any CausalLanguageModel {
        let model = try LlamaModel(configuration: configuration, seed: seed, dtype: dtype)
        try model.setTrainable(true)
        return model
    }

    /// Samples of 3 to 14 random ids, or of `length`, whose first third is masked; equal for equal seeds.
    public static func samples(_ count: Int, seed: UInt64 = 1, length: Int? = nil) throws -> TokenizedDataset {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let samples = (0..<count).map { _ in
            let ids = (0..<(length ?? 3 + next(12))).map { _ in Int32(next(vocabularySize)) }
            let labels = ids.enumerated().map { $0.offset < ids.count / 3 ? -100 : $0.element }
            return TokenizedSample(inputIDs: ids, labels: labels)
        }
        return try TokenizedDataset(name: "toy", origin: "memory", padTokenID: 0, samples: samples)
    }
}
