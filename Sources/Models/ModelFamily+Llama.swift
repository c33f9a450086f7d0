extension ModelFamily {
    /// Llama 2, 3, 3.1, 3.2, SmolLM2, TinyLlama and all that call themselves `llama`.
    public static let llama = ModelFamily(
        fromHuggingFace: { config, origin, weights, dtype, device in
            try LlamaModel(
                configuration: LlamaConfiguration(json: config, origin: origin), weights: weights, dtype: dtype,
                device: device)
        },
        fromGGUF: { file, weights, dtype, device in
            let configuration = try LlamaConfiguration(gguf: file)
            return try LlamaModel(
                configuration: configuration, weights: LlamaGGUFWeights(file: weights, configuration: configuration),
                dtype: dtype, device: device)
        })
}
