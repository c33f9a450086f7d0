import Checkpoints
import ModelFiles
import Models
import NN
import ParitySupport
import TestFolders
import Testing
import Torch

/// GGUF files as llama.cpp's converter makes them from Hugging Face folders: renamed; of Llama, not of Qwen, query and
/// key rows interleaved.
struct LlamaGGUFTests {
    private static let parts = [
        ("self_attn.q_proj", "attn_q"), ("self_attn.k_proj", "attn_k"), ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"), ("mlp.gate_proj", "ffn_gate"), ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"), ("input_layernorm", "attn_norm"), ("post_attention_layernorm", "ffn_norm"),
        ("self_attn.q_norm", "attn_q_norm"), ("self_attn.k_norm", "attn_k_norm"),
    ]

    private func storedName(_ name: String) throws -> String {
        switch name {
        case "model.embed_tokens.weight": return "token_embd.weight"
        case "model.norm.weight": return "output_norm.weight"
        case "lm_head.weight": return "output.weight"
        default: break
        }
        let part = try #require(Self.parts.first { name.contains(".\($0.0).") })
        return name.replacing("model.layers.", with: "blk.").replacing(part.0, with: part.1)
    }

    /// What the converter does: `reshape(heads, 2, width / 2, …).swapaxes(1, 2)`.
    private func interleave(_ tensor: Tensor, heads: Int) throws -> Tensor {
        let shape = tensor.shape
        return try tensor.reshape([heads, 2, shape[0] / heads / 2] + shape.dropFirst()).transpose(1, 2).reshape(shape)
    }

    private func convert(_ fixture: ParityFixture) throws -> GGUFBytes {
        let configuration = try LlamaConfiguration(contentsOf: fixture.configPath)
        let kind = try JSONValue(contentsOf: fixture.configPath)["model_type"]?.stringValue ?? ""
        var file = GGUFBytes()
        func integer(_ key: String, _ value: Int) { file.metadata.append((key, .integer(UInt32(value)))) }
        file.metadata.append(("general.architecture", .text(kind)))
        integer("\(kind).block_count", configuration.numHiddenLayers)
        integer("\(kind).context_length", configuration.maxPositionEmbeddings)
        integer("\(kind).embedding_length", configuration.hiddenSize)
        integer("\(kind).feed_forward_length", configuration.intermediateSize)
        integer("\(kind).attention.head_count", configuration.numAttentionHeads)
        integer("\(kind).attention.head_count_kv", configuration.numKeyValueHeads)
        integer("\(kind).attention.key_length", configuration.headDim)
        integer("\(kind).rope.dimension_count", configuration.headDim)
        integer("tokenizer.ggml.eos_token_id", 2)
        file.metadata.append(("\(kind).attention.layer_norm_rms_epsilon", .number(Float(configuration.rmsNormEps))))
        file.metadata.append(("\(kind).rope.freq_base", .number(Float(configuration.ropeTheta))))
        try addScaling(configuration, to: &file)
        // Told by llama.cpp's converter of Llama only, and the width of heads where it is not what follows.
        if kind != "llama" { file.metadata.removeAll { $0.key == "\(kind).rope.dimension_count" } }
        if kind == "qwen2" { file.metadata.removeAll { $0.key == "qwen2.attention.key_length" } }
        let weights = try fixture.weights()
        for name in weights.names {
            var tensor = try weights.tensor(name, dtype: .float32, device: .cpu)
            let (queryHeads, keyHeads) = (configuration.numAttentionHeads, configuration.numKeyValueHeads)
            if kind == "llama", name.contains("q_proj") { tensor = try interleave(tensor, heads: queryHeads) }
            if kind == "llama", name.contains("k_proj") { tensor = try interleave(tensor, heads: keyHeads) }
            file.tensors.append((try storedName(name), tensor.shape, try tensor.floats()))
        }
        return file
    }

    private func addScaling(_ configuration: LlamaConfiguration, to file: inout GGUFBytes) throws {
        switch configuration.ropeScaling {
        case .llama3:
            let scaled = try configuration.rotaryEmbedding().frequencies().inverse
            var plain = configuration
            plain.ropeScaling = .standard
            let factors = zip(try plain.rotaryEmbedding().frequencies().inverse, scaled).map { $0 / $1 }
            file.tensors.append(("rope_freqs.weight", [factors.count], factors))
        case .linear(let factor):
            file.metadata.append(("llama.rope.scaling.type", .text("linear")))
            file.metadata.append(("llama.rope.scaling.factor", .number(Float(factor))))
        case .yarn(let yarn):
            file.metadata.append(("llama.rope.scaling.type", .text("yarn")))
            file.metadata.append(("llama.rope.scaling.factor", .number(Float(yarn.factor))))
            let original = UInt32(yarn.originalMaxPositionEmbeddings)
            file.metadata.append(("llama.rope.scaling.original_context_length", .integer(original)))
        default: break
        }
    }

    private func load(_ file: GGUFBytes) throws -> any CausalLanguageModel {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/model.gguf"
        try file.write(to: path)
        let opened = try GGUFFile(path: path)
        return try ModelRegistry.standard.load(gguf: opened, weights: GGUFWeights(opened), dtype: .float32)
    }

    @Test(arguments: ParityFixture.all.filter { $0.name != "dynamic-rope" })
    func theModelIsTheSame(_ fixture: ParityFixture) throws {
        let model = try load(convert(fixture))
        #expect(try relativeError(model.logits(model.hidden(fixture.input())), fixture.expected("logits")) < 1e-4)
        let written = try LlamaConfiguration(contentsOf: fixture.configPath)
        let found = try #require(model as? LlamaModel).configuration
        #expect(found.eosTokenIDs == [2])
        #expect(
            (found.headDim, found.queryKeyNorm, found.attentionBias, found.attentionOutputBias)
                == (written.headDim, written.queryKeyNorm, written.attentionBias, written.attentionOutputBias))
    }

    @Test func normsOfHeadsAreTakenFromQwen3Only() throws {
        var file = try convert(ParityFixture("qwen3"))
        file.tensors.removeAll { $0.name == "blk.1.attn_k_norm.weight" }
        let missing = #expect(throws: ModelError.self) { _ = try load(file) }
        #expect(missing?.description.contains("model.layers.1.self_attn.k_norm.weight: the tensor is missing") == true)

        file = try convert(ParityFixture("mha"))
        file.tensors.append(("blk.0.attn_q_norm.weight", [8], Array(repeating: 1, count: 8)))
        let extra = #expect(throws: ModelError.self) { _ = try load(file) }
        #expect(extra?.description.contains("self_attn.q_norm.weight: this tensor of shape [8] has no place") == true)
    }

    @Test func anotherArchitectureIsRefused() throws {
        var file = try convert(ParityFixture("mha"))
        file.metadata[0].value = .text("falcon")
        let error = #expect(throws: ModelError.self) { _ = try load(file) }
        #expect(error?.description.contains("'falcon' is not supported; supported model types: llama, qwen2") == true)
    }

    @Test func missingKeysAndTensorsAreNamed() throws {
        var file = try convert(ParityFixture("mha"))
        file.metadata.removeAll { $0.key == "llama.block_count" }
        let missing = #expect(throws: ModelFileError.self) { _ = try load(file) }
        #expect(missing?.description.contains("llama.block_count") == true)

        file = try convert(ParityFixture("mha"))
        file.tensors.removeAll { $0.name == "blk.1.ffn_up.weight" }
        let tensor = #expect(throws: ModelError.self) { _ = try load(file) }
        #expect(tensor?.description.contains("model.layers.1.mlp.up_proj.weight: the tensor is missing") == true)

        file = try convert(ParityFixture("mha"))
        file.tensors.append(("blk.0.attn_q.scale", [1], [1]))
        let extra = #expect(throws: ModelError.self) { _ = try load(file) }
        #expect(extra?.description.contains("blk.0.attn_q.scale") == true)
    }

    @Test func unknownScalingIsRefused() throws {
        var file = try convert(ParityFixture("mha"))
        file.metadata.append(("llama.rope.scaling.type", .text("longrope")))
        let error = #expect(throws: ModelError.self) { _ = try load(file) }
        #expect(error?.description.contains("supported are none, linear and yarn") == true)
    }
}
