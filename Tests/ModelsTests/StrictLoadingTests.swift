import Models
import NN
import ParitySupport
import Testing
import Torch

/// A checkpoint either fits the configuration or is refused with a message that names the tensor.
struct StrictLoadingTests {
    private func load(
        _ name: String, _ change: (inout [String: Tensor]) throws -> Void
    ) throws -> LlamaModel {
        let fixture = ParityFixture(name)
        var weights = try DictionaryWeights(fixture.weights())
        try change(&weights.tensors)
        return try LlamaModel(
            configuration: LlamaConfiguration(contentsOf: fixture.configPath), weights: weights, dtype: .float32)
    }

    private func message(
        _ name: String, _ change: (inout [String: Tensor]) throws -> Void
    ) throws -> String {
        let error = #expect(throws: ModelError.self) { _ = try load(name, change) }
        return try #require(error?.description)
    }

    @Test func aMissingTensorIsNamed() throws {
        let key = "model.layers.1.mlp.down_proj.weight"
        let text = try message("mha") { $0[key] = nil }
        #expect(text.hasPrefix("weights.safetensors: \(key): the tensor is missing (shape [32, 44] expected)"))
    }

    @Test func aTensorWithoutPlaceIsNamed() throws {
        let text = try message("mha") {
            $0["model.layers.2.mlp.up_proj.weight"] = try Tensor.zeros([44, 32])
            $0["vision.weight"] = try Tensor.zeros([1])
        }
        #expect(text.contains("model.layers.2.mlp.up_proj.weight: this tensor of shape [44, 32] has no place"))
        #expect(text.contains("1 other tensors"))
    }

    @Test func aWrongShapeIsToldWithTheRightOne() throws {
        let text = try message("gqa-tied") {
            $0["model.layers.0.self_attn.k_proj.weight"] = try Tensor.zeros([32, 32])
        }
        #expect(text.contains("self_attn.k_proj.weight: has shape [32, 32], but [16, 32] is expected"))
    }

    @Test func biasesWithoutTheSettingAreRefused() throws {
        let text = try message("mha") { $0["model.layers.0.self_attn.q_proj.bias"] = try Tensor.zeros([32]) }
        #expect(text.contains("self_attn.q_proj.bias"))
    }

    @Test func normsOfHeadsHaveTheWidthOfHeads() throws {
        let key = "model.layers.1.self_attn.k_norm.weight"
        let missing = try message("qwen3") { $0[key] = nil }
        #expect(missing.hasPrefix("weights.safetensors: \(key): the tensor is missing (shape [12] expected)"))
        let wide = try message("qwen3") { $0[key] = try Tensor.ones([32]) }
        #expect(wide.contains("k_norm.weight: has shape [32], but [12] is expected"))
        let bias = try message("qwen2") { $0["model.layers.0.self_attn.o_proj.bias"] = try Tensor.zeros([32]) }
        #expect(bias.contains("self_attn.o_proj.bias: this tensor of shape [32] has no place"))
    }

    @Test func buffersOfOldCheckpointsAreIgnored() throws {
        _ = try load("mha") {
            $0["model.layers.0.self_attn.rotary_emb.inv_freq"] = try Tensor.zeros([4])
            $0["model.layers.1.self_attn.rotary_emb.inv_freq"] = try Tensor.zeros([4])
        }
    }

    @Test func tiedWeightsMayStandUnderBothNamesIfEqual() throws {
        let (embedding, head) = ("model.embed_tokens.weight", "lm_head.weight")
        for change: (inout [String: Tensor]) throws -> Void in [
            { $0[head] = $0[embedding] },
            {
                $0[head] = $0[embedding]
                $0[embedding] = nil
            },
        ] {
            let model = try load("gqa-tied", change)
            let fixture = ParityFixture("gqa-tied")
            #expect(try relativeError(model.logits(model.hidden(fixture.input())), fixture.expected("logits")) < 1e-4)
            #expect(!model.namedParameters().contains { $0.name == head })
        }
        let text = try message("gqa-tied") { $0[head] = try Tensor.zeros([64, 32]) }
        #expect(text.contains("tie_word_embeddings"))
    }
}
