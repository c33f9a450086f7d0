public import NN
public import Torch

/// The shape of a model of the Llama family; the properties are named after the keys of `config.json`.
public struct LlamaConfiguration: Sendable, Equatable {
    public var vocabSize: Int
    public var hiddenSize: Int
    public var intermediateSize: Int
    public var numHiddenLayers: Int
    public var numAttentionHeads: Int
    public var numKeyValueHeads: Int
    public var headDim: Int
    public var rmsNormEps: Double
    public var maxPositionEmbeddings: Int
    public var ropeTheta: Double
    public var ropeScaling: RotaryScaling
    /// Whether the projections of queries, keys and values have biases.
    public var attentionBias: Bool
    /// Whether the output projection of the attention has a bias.
    public var attentionOutputBias: Bool
    /// Whether each head of queries and keys is normalized before it is turned.
    public var queryKeyNorm: Bool
    /// Whether the three feed-forward projections have biases.
    public var mlpBias: Bool
    /// Whether the output head is the embedding table.
    public var tieWordEmbeddings: Bool
    /// The standard deviation of freshly drawn weights.
    public var initializerRange: Double
    /// The dtype the checkpoint was made in, where it says so.
    public var dtype: DType?
    public var bosTokenID: Int?
    /// The ids that end a text; the first is the main one.
    public var eosTokenIDs: [Int]

    /// Describes a model directly; a toy for tests, say.
    /// - Parameters:
    ///   - numKeyValueHeads: nil: as many as attention heads.
    ///   - headDim: nil: the hidden size divided among the heads.
    ///   - attentionOutputBias: nil: as `attentionBias`.
    public init(
        vocabSize: Int, hiddenSize: Int, intermediateSize: Int, numHiddenLayers: Int, numAttentionHeads: Int,
        numKeyValueHeads: Int? = nil, headDim: Int? = nil, rmsNormEps: Double = 1e-6,
        maxPositionEmbeddings: Int = 2048, ropeTheta: Double = 10000, ropeScaling: RotaryScaling = .standard,
        attentionBias: Bool = false, attentionOutputBias: Bool? = nil, queryKeyNorm: Bool = false,
        mlpBias: Bool = false, tieWordEmbeddings: Bool = false, initializerRange: Double = 0.02, dtype: DType? = nil,
        bosTokenID: Int? = nil, eosTokenIDs: [Int] = []
    ) {
        self.vocabSize = vocabSize
        self.hiddenSize = hiddenSize
        self.intermediateSize = intermediateSize
        self.numHiddenLayers = numHiddenLayers
        self.numAttentionHeads = numAttentionHeads
        self.numKeyValueHeads = numKeyValueHeads ?? numAttentionHeads
        self.headDim = headDim ?? hiddenSize / max(numAttentionHeads, 1)
        self.rmsNormEps = rmsNormEps
        self.maxPositionEmbeddings = maxPositionEmbeddings
        self.ropeTheta = ropeTheta
        self.ropeScaling = ropeScaling
        self.attentionBias = attentionBias
        self.attentionOutputBias = attentionOutputBias ?? attentionBias
        self.queryKeyNorm = queryKeyNorm
        self.mlpBias = mlpBias
        self.tieWordEmbeddings = tieWordEmbeddings
        self.initializerRange = initializerRange
        self.dtype = dtype
        self.bosTokenID = bosTokenID
        self.eosTokenIDs = eosTokenIDs
    }

    /// The rotary embedding these settings describe.
    public func rotaryEmbedding() throws -> RotaryEmbedding {
        try RotaryEmbedding(
            headDim: headDim, theta: ropeTheta, maxPositionEmbeddings: maxPositionEmbeddings, scaling: ropeScaling)
    }

    /// Checks that the numbers fit each other.
    /// - Throws: `ModelError` naming the key.
    func validate(origin: String) throws {
        let sizes = [
            ("vocab_size", vocabSize), ("hidden_size", hiddenSize), ("intermediate_size", intermediateSize),
            ("num_hidden_layers", numHiddenLayers), ("num_attention_heads", numAttentionHeads),
            ("num_key_value_heads", numKeyValueHeads), ("head_dim", headDim),
            ("max_position_embeddings", maxPositionEmbeddings),
        ]
        func fail(_ key: String, _ problem: String) -> ModelError {
            ModelError(
                origin: origin, place: key, problem: problem, cure: "take the configuration of the original model")
        }
        for (key, value) in sizes where value < 1 { throw fail(key, "is \(value), not a positive number") }
        if !numAttentionHeads.isMultiple(of: numKeyValueHeads) {
            throw fail(
                "num_key_value_heads", "\(numAttentionHeads) heads cannot be shared by \(numKeyValueHeads) groups")
        }
        if !headDim.isMultiple(of: 2) {
            throw fail("head_dim", "is \(headDim), but rotary embedding needs an even one")
        }
        if ropeTheta <= 0 { throw fail("rope_theta", "is \(ropeTheta), not a positive number") }
    }
}
