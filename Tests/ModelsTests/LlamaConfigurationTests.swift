import ModelFiles
import Models
import NN
import Testing
import Torch

/// The `config.json` of the models that must load as they are, and what is wrong with others.
struct LlamaConfigurationTests {
    private func parse(_ text: String) throws -> LlamaConfiguration {
        try LlamaConfiguration(json: JSONValue(parsing: text, origin: "config.json"), origin: "config.json")
    }

    @Test func llama2() throws {
        let found = try parse(
            """
            {"architectures": ["LlamaForCausalLM"], "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu",
             "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 11008,
             "max_position_embeddings": 4096, "model_type": "llama", "num_attention_heads": 32,
             "num_hidden_layers": 32, "num_key_value_heads": 32, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
             "rope_scaling": null, "tie_word_embeddings": false, "torch_dtype": "float16",
             "transformers_version": "4.31.0.dev0", "use_cache": true, "vocab_size": 32000}
            """)
        #expect(
            found
                == LlamaConfiguration(
                    vocabSize: 32000, hiddenSize: 4096, intermediateSize: 11008, numHiddenLayers: 32,
                    numAttentionHeads: 32, rmsNormEps: 1e-5, maxPositionEmbeddings: 4096, dtype: .float16,
                    bosTokenID: 1, eosTokenIDs: [2]))
        #expect(found.headDim == 128 && found.numKeyValueHeads == 32)
    }

    @Test func llama31WithTheOldFormOfScaling() throws {
        let found = try parse(
            """
            {"attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 128000,
             "eos_token_id": [128001, 128008, 128009], "hidden_act": "silu", "hidden_size": 4096,
             "intermediate_size": 14336, "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama",
             "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
             "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                              "original_max_position_embeddings": 8192, "rope_type": "llama3"},
             "rope_theta": 500000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 128256}
            """)
        #expect(found.ropeTheta == 500000)
        #expect(
            found.ropeScaling
                == .llama3(
                    .init(factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalMaxPositionEmbeddings: 8192)))
        #expect(found.eosTokenIDs == [128001, 128008, 128009])
        #expect(found.dtype == .bfloat16)
        #expect(found.numKeyValueHeads == 8)
    }

    @Test func llama32WithTheNewFormOfScaling() throws {
        let found = try parse(
            """
            {"dtype": "bfloat16", "head_dim": 64, "hidden_size": 2048, "intermediate_size": 8192,
             "max_position_embeddings": 131072, "model_type": "llama", "num_attention_heads": 32,
             "num_hidden_layers": 16, "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "pad_token_id": null,
             "rope_parameters": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                                 "original_max_position_embeddings": 8192, "rope_theta": 500000.0,
                                 "rope_type": "llama3"},
             "tie_word_embeddings": true, "vocab_size": 128256}
            """)
        #expect(found.ropeTheta == 500000)
        guard case .llama3(let scaling) = found.ropeScaling else {
            Issue.record("expected llama3 scaling, got \(found.ropeScaling)")
            return
        }
        #expect(scaling.factor == 32)
        #expect(found.tieWordEmbeddings && found.headDim == 64 && found.dtype == .bfloat16)
    }

    @Test func smolLM2AndTinyLlama() throws {
        let smol = try parse(
            """
            {"hidden_size": 576, "intermediate_size": 1536, "is_llama_config": true, "max_position_embeddings": 8192,
             "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3,
             "rms_norm_eps": 1e-05, "rope_interleaved": false, "rope_scaling": null, "rope_theta": 100000,
             "tie_word_embeddings": true, "torch_dtype": "bfloat16", "vocab_size": 49152}
            """)
        #expect(smol.headDim == 64 && smol.ropeTheta == 100000 && smol.tieWordEmbeddings)
        let tiny = try parse(
            """
            {"hidden_size": 2048, "intermediate_size": 5632, "max_position_embeddings": 2048, "model_type": "llama",
             "num_attention_heads": 32, "num_hidden_layers": 22, "num_key_value_heads": 4, "rms_norm_eps": 1e-05,
             "tie_word_embeddings": false, "vocab_size": 32000}
            """)
        #expect(tiny.headDim == 64 && tiny.numKeyValueHeads == 4 && tiny.ropeTheta == 10000)
    }

    @Test func qwen25() throws {
        let found = try parse(
            """
            {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643,
             "eos_token_id": 151645, "hidden_act": "silu", "hidden_size": 896, "initializer_range": 0.02,
             "intermediate_size": 4864, "max_position_embeddings": 32768, "max_window_layers": 21,
             "model_type": "qwen2", "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2,
             "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": true,
             "torch_dtype": "bfloat16", "use_cache": true, "use_sliding_window": false, "vocab_size": 151936}
            """)
        #expect(
            found
                == LlamaConfiguration(
                    vocabSize: 151936, hiddenSize: 896, intermediateSize: 4864, numHiddenLayers: 24,
                    numAttentionHeads: 14, numKeyValueHeads: 2, headDim: 64, rmsNormEps: 1e-6,
                    maxPositionEmbeddings: 32768, ropeTheta: 1e6, attentionBias: true, attentionOutputBias: false,
                    tieWordEmbeddings: true, dtype: .bfloat16, bosTokenID: 151643, eosTokenIDs: [151645]))
    }

    @Test func qwen3() throws {
        let found = try parse(
            """
            {"architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "bos_token_id": 151643, "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu",
             "hidden_size": 1024, "initializer_range": 0.02, "intermediate_size": 3072,
             "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
             "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8, "rms_norm_eps": 1e-06,
             "rope_scaling": null, "rope_theta": 1000000, "sliding_window": null, "tie_word_embeddings": true,
             "torch_dtype": "bfloat16", "use_cache": true, "use_sliding_window": false, "vocab_size": 151936}
            """)
        #expect(
            found
                == LlamaConfiguration(
                    vocabSize: 151936, hiddenSize: 1024, intermediateSize: 3072, numHiddenLayers: 28,
                    numAttentionHeads: 16, numKeyValueHeads: 8, headDim: 128, rmsNormEps: 1e-6,
                    maxPositionEmbeddings: 40960, ropeTheta: 1e6, queryKeyNorm: true, tieWordEmbeddings: true,
                    dtype: .bfloat16, bosTokenID: 151643, eosTokenIDs: [151645]))
    }

    /// As transformers 5.23 prints `Qwen2Config()`, `Qwen3Config()` and `Qwen3Config(num_key_value_heads=None)`.
    @Test func missingKeysOfQwenHaveTheDefaultsOfTransformers() throws {
        let qwen2 = try parse(#"{"model_type": "qwen2", "num_attention_heads": 64}"#)
        #expect((qwen2.vocabSize, qwen2.hiddenSize, qwen2.intermediateSize) == (151936, 4096, 22016))
        #expect((qwen2.numHiddenLayers, qwen2.numKeyValueHeads, qwen2.headDim) == (32, 32, 64))
        #expect((qwen2.maxPositionEmbeddings, qwen2.ropeTheta, qwen2.rmsNormEps) == (32768, 10000, 1e-6))
        let qwen3 = try parse(#"{"model_type": "qwen3", "num_attention_heads": 64}"#)
        #expect((qwen3.numKeyValueHeads, qwen3.headDim, qwen3.attentionBias) == (32, 128, false))
        let null = try parse(#"{"model_type": "qwen3", "num_attention_heads": 64, "num_key_value_heads": null}"#)
        #expect(null.numKeyValueHeads == 64)
        #expect(try parse(#"{"num_attention_heads": 64}"#).numKeyValueHeads == 64)
    }

    @Test(arguments: [
        (#"{"type": "linear", "factor": 2}"#, RotaryScaling.linear(factor: 2)),
        (#"{"rope_type": "dynamic", "factor": 4.0}"#, .dynamic(factor: 4)),
        (#"{"rope_type": "default"}"#, .standard),
        (
            #"{"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 512, "beta_fast": 24}"#,
            .yarn(.init(factor: 4, originalMaxPositionEmbeddings: 512, betaFast: 24))
        ),
        (
            #"{"rope_type": "yarn", "factor": null, "original_max_position_embeddings": 512, "truncate": false}"#,
            .yarn(.init(factor: 4, originalMaxPositionEmbeddings: 512, truncate: false))
        ),
    ])
    func scalings(_ text: String, _ scaling: RotaryScaling) throws {
        #expect(try parse(#"{"rope_scaling": \#(text)}"#).ropeScaling == scaling)
        #expect(try parse(#"{"rope_parameters": \#(text)}"#).ropeScaling == scaling)
    }

    @Test(arguments: [
        (#"{"hidden_act": "gelu"}"#, "config.json: hidden_act: is 'gelu'; only 'silu' is supported"),
        (#"{"hidden_size": "big"}"#, "config.json: hidden_size: is not an integer"),
        (#"{"num_key_value_heads": 5}"#, "config.json: num_key_value_heads: 32 heads cannot be shared by 5 groups"),
        (#"{"num_hidden_layers": 0}"#, "config.json: num_hidden_layers: is 0"),
        (#"{"head_dim": 15}"#, "config.json: head_dim: is 15"),
        (#"{"num_attention_heads": 33}"#, "config.json: hidden_size: 4096 is not a multiple"),
        (#"{"rope_scaling": {"rope_type": "longrope"}}"#, "config.json: rope_scaling.rope_type: 'longrope'"),
        (#"{"rope_scaling": {"type": "linear"}}"#, "config.json: rope_scaling.factor: is missing"),
        (#"{"rope_parameters": {"rope_type": "llama3", "factor": 8}}"#, "rope_parameters.low_freq_factor: is missing"),
        (#"{"rope_parameters": {"partial_rotary_factor": 0.5}}"#, "rope_parameters.partial_rotary_factor: is 0.5"),
        (#"{"quantization_config": {"bits": 4}}"#, "config.json: quantization_config: the weights are quantized"),
        (#"{"torch_dtype": "int4"}"#, "config.json: torch_dtype: 'int4' is no dtype"),
        (#"{"attention_dropout": 0.1}"#, "config.json: attention_dropout: is not 0"),
        (
            #"{"model_type": "qwen3", "use_sliding_window": true}"#,
            "config.json: use_sliding_window: is true, and layers from 28 on slide; only layers that attend to the whole text"
        ),
        (
            #"{"model_type": "qwen2", "layer_types": ["full_attention", "sliding_attention"]}"#,
            "config.json: layer_types: has 'sliding_attention'"
        ),
        (#"{"model_type": "qwen3", "layer_types": "all"}"#, "config.json: layer_types: is not a list"),
        (#"{"model_type": "qwen3", "layer_types": [1]}"#, "config.json: layer_types: has an entry that is no text"),
        (#"{"model_type": "qwen3", "hidden_act": "gelu"}"#, "config.json: hidden_act: is 'gelu'"),
    ])
    func errorsNameTheKey(_ text: String, _ message: String) throws {
        let error = #expect(throws: ModelError.self) { try parse(text) }
        let description = try #require(error?.description)
        #expect(description.contains(message))
        #expect(!description.contains("\n"))
    }

    /// As transformers tells from the same keys.
    @Test(arguments: [
        #"{"model_type": "qwen3", "use_sliding_window": true, "max_window_layers": 32}"#,
        #"{"model_type": "qwen2", "use_sliding_window": true, "num_hidden_layers": 28}"#,
        #"{"model_type": "qwen2", "use_sliding_window": true, "sliding_window": null}"#,
        #"{"model_type": "qwen3", "use_sliding_window": true, "layer_types": ["full_attention"]}"#,
        #"{"model_type": "llama", "use_sliding_window": true}"#,
    ])
    func windowsThatNoLayerHasAreNoObstacle(_ text: String) throws {
        #expect(try parse(text).numHiddenLayers > 0)
    }
}
