public import NN
public import Torch

/// A language model of the Llama family: Llama 2, 3, 3.1, 3.2, SmolLM2, TinyLlama, Qwen 2, 2.5, 3 and their like.
public final class LlamaModel: CausalLanguageModel {
    public let configuration: LlamaConfiguration
    public let dtype: DType
    public let device: Device
    public private(set) var outputHead: any LinearLayer
    public let packedHead: PackedWeights
    private let embedding: Embedding
    private let blocks: [LlamaBlock]
    private let norm: RMSNorm
    private let rotary: RotaryEmbedding

    /// Builds the model from a checkpoint with Hugging Face names, strictly: every tensor is there, fits and is used.
    /// - Parameter dtype: the dtype of weights and hidden states; weights stored in it are not copied.
    /// - Throws: `ModelError` naming file, tensor, expected and found shape.
    public convenience init(
        configuration: LlamaConfiguration, weights: any WeightSource, dtype: DType, device: Device = .cpu
    ) throws {
        let source = CheckpointParameters(source: weights, dtype: dtype, device: device)
        try self.init(configuration, dtype: dtype, device: device, source: source) { shape in
            try source.tiedEmbedding(shape: shape, origin: weights.origin)
        }
        try source.finish()
    }

    /// Draws fresh weights: a toy for tests, or a start from nothing. The same seed gives the same model.
    public convenience init(
        configuration: LlamaConfiguration, seed: UInt64, dtype: DType = .float32, device: Device = .cpu
    ) throws {
        try configuration.validate(origin: "configuration")
        let source = RandomParameters(
            seed: seed, standardDeviation: configuration.initializerRange, dtype: dtype, device: device)
        try self.init(configuration, dtype: dtype, device: device, source: source) { shape in
            try source.parameter(LlamaNames.embedding, shape: shape)
        }
    }

    private init(
        _ configuration: LlamaConfiguration, dtype: DType, device: Device, source: any ParameterSource,
        tiedEmbedding: (_ shape: [Int]) throws -> Parameter
    ) throws {
        self.configuration = configuration
        self.dtype = dtype
        self.device = device
        packedHead = try PackedWeights()
        rotary = try configuration.rotaryEmbedding()
        let table = [configuration.vocabSize, configuration.hiddenSize]
        if configuration.tieWordEmbeddings {
            let shared = try tiedEmbedding(table)
            embedding = Embedding(weight: shared)
            outputHead = try Linear(weight: shared)
        } else {
            embedding = Embedding(weight: try source.parameter(LlamaNames.embedding, shape: table))
            outputHead = try Linear(weight: source.parameter(LlamaNames.head, shape: table))
        }
        // One by one: an absurd count in the configuration fails at its first missing tensor, not by its sheer size.
        var blocks: [LlamaBlock] = []
        for index in 0..<configuration.numHiddenLayers {
            blocks.append(
                try LlamaBlock(configuration, block: index, name: "model.layers.\(index)", source: source))
        }
        self.blocks = blocks
        norm = try source.norm("model.norm", configuration)
    }

    public var vocabularySize: Int { configuration.vocabSize }
    public var hiddenSize: Int { configuration.hiddenSize }
    public var blockCount: Int { blocks.count }
    public var attentionWidth: Int { configuration.numAttentionHeads * configuration.headDim }
    public var outputHeadName: String { "lm_head" }
    public var layersOfChosenTokens: [String] {
        LlamaBlock.layersBehindAttention.map { "model.layers.\(blocks.count - 1).\($0)" }
    }

    public var children: [(name: String, module: any Module)] {
        [("model.embed_tokens", embedding)] + blocks.enumerated().map { ("model.layers.\($0)", $1) }
            + [("model.norm", norm), (outputHeadName, outputHead)]
    }

    public func activationBytes() -> [ActivationBytes] {
        var found: [ActivationBytes] = []
        // What no gradient passes through keeps nothing.
        var passesGradients = !embedding.trainableParameters().isEmpty
        for block in blocks {
            guard let bytes = block.activationBytes(dtype: dtype, device: device) else { return [] }
            passesGradients = passesGradients || !block.trainableParameters().isEmpty
            found.append(passesGradients ? bytes : ActivationBytes(kept: 0, recomputed: 0))
        }
        return found
    }

    public func clearPackedWeights() {
        packedHead.clear()
        for block in blocks { block.packed.clear() }
    }

    public func replaceLinear(named name: String, with layer: any LinearLayer) throws {
        guard name == outputHeadName else {
            throw NNError("LlamaModel: has no linear layer '\(name)' of its own; it has \(outputHeadName)")
        }
        outputHead = layer
    }

    public func segments(for input: ModelInput, cache: KVCache?) throws -> [Segment] {
        let context = try BlockContext(input: input, rotary: rotary, dtype: dtype, cache: cache)
        let (embedding, norm) = (embedding, norm)
        var segments = [Segment(.embedding, modules: [embedding]) { x, _ in try embedding(x) }]
        let chosen = try input.chosenTokens.map {
            try Tensor($0.map(Int64.init), shape: [$0.count], device: device)
        }
        for (index, block) in blocks.enumerated() {
            let chosen = index == blocks.count - 1 ? chosen : nil
            segments.append(
                Segment(.block(index), modules: [block]) { try block($0, context, memory: $1, chosen: chosen) })
        }
        segments.append(Segment(.head, modules: [norm, outputHead]) { x, _ in try norm(x) })
        return segments
    }
}
