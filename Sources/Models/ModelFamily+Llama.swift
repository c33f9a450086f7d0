import ModelFiles

extension ModelFamily {
    /// Llama 2, 3, 3.1, 3.2, SmolLM2, TinyLlama and all that call themselves `llama`; Qwen 2, 2.5 and 3, which differ
    /// from them in biases and norms only.
    public static let llama = ModelFamily(
        fromHuggingFace: { config, origin, weights, dtype, device in
            try LlamaModel(
                configuration: LlamaConfiguration(json: config, origin: origin), weights: weights, dtype: dtype,
                device: device)
        },
        fromGGUF: { file, weights, dtype, device in
            let configuration = try LlamaConfiguration(gguf: file)
            return try LlamaModel(
                configuration: configuration,
                weights: LlamaGGUFWeights(
                    file: weights, configuration: configuration, architecture: file.architecture),
                dtype: dtype, device: device)
        })
}
