import Models
import NN
import ParitySupport
import Testing
import Torch

struct RandomModelTests {
    private let configuration = LlamaConfiguration(
        vocabSize: 100, hiddenSize: 32, intermediateSize: 48, numHiddenLayers: 2, numAttentionHeads: 4,
        numKeyValueHeads: 2, attentionBias: true, initializerRange: 0.05)

    private func values(_ model: LlamaModel, _ name: String) throws -> [Float] {
        try #require(model.namedParameters().first { $0.name == name }).parameter.tensor.floats()
    }

    @Test func theSeedDecidesTheWeights() throws {
        let name = "model.layers.1.mlp.up_proj.weight"
        let first = try values(LlamaModel(configuration: configuration, seed: 1), name)
        #expect(try values(LlamaModel(configuration: configuration, seed: 1), name) == first)
        #expect(try values(LlamaModel(configuration: configuration, seed: 2), name) != first)
    }

    @Test func weightsAreDrawnAsTransformersDrawsThem() throws {
        let model = try LlamaModel(configuration: configuration, seed: 3)
        let table = try values(model, "lm_head.weight").map(Double.init)
        let mean = table.reduce(0, +) / Double(table.count)
        let variance = table.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(table.count)
        #expect(abs(mean) < 0.005)
        #expect(abs(variance.squareRoot() - 0.05) < 0.003)
        #expect(try values(model, "model.norm.weight").allSatisfy { $0 == 1 })
        #expect(try values(model, "model.layers.0.self_attn.q_proj.bias").allSatisfy { $0 == 0 })
    }

    @Test func aModelInHalfPrecisionRuns() throws {
        let model = try LlamaModel(configuration: configuration, seed: 4, dtype: .bfloat16)
        let hidden = try model.hidden(ModelInput(inputIDs: [1, 2, 3]))
        #expect(hidden.shape == [1, 3, 32])
        #expect(hidden.dtype == .bfloat16)
        #expect(try hidden.floats().allSatisfy { $0.isFinite })
    }
}
