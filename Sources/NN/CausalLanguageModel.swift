public import Torch

/// A model that predicts the next token, as embedding, blocks and head.
public protocol CausalLanguageModel: Module {
    /// The number of token ids the model knows.
    var vocabularySize: Int { get }

    /// The width of the hidden states.
    var hiddenSize: Int { get }

    /// The number of blocks.
    var blockCount: Int { get }

    /// The width of all query heads together, which attention's cost grows with.
    var attentionWidth: Int { get }

    /// The dtype of hidden states and base weights.
    var dtype: DType { get }

    /// Where the weights are.
    var device: Device { get }

    /// The last layer, from hidden states to logits; `children` lists it as `outputHeadName`.
    var outputHead: any LinearLayer { get }

    /// The path of the output head, which adapters that target all layers leave out.
    var outputHeadName: String { get }

    /// The paths of the linear layers behind the last attention, which see the chosen tokens of an input alone.
    var layersOfChosenTokens: [String] { get }

    /// Room for the output head's matrix as products read it.
    var packedHead: PackedWeights { get }

    /// What each block keeps of a token in a forward pass with gradients; empty where blocks cannot be computed once more.
    func activationBytes() -> [ActivationBytes]

    /// Forgets all weights that were packed, see `MemoryChoices.packsWeights`.
    func clearPackedWeights()

    /// The forward pass over `input` up to the final norm, cut into stretches to be run one after the other.
    /// - Throws: `NNError` when the input is not well formed.
    func segments(for input: ModelInput, cache: KVCache?) throws -> [Segment]
}

extension CausalLanguageModel {
    /// The hidden states after the final norm: `[B, T, D]`, or `[R, D]` where the input names `R` chosen tokens.
    /// - Parameters:
    ///   - cache: the tokens read before, to which those of `input` are added.
    ///   - run: runs one stretch; the place for activation checkpointing and sharding.
    public func hidden(
        _ input: ModelInput, cache: KVCache? = nil,
        run: (_ segment: Segment, _ x: Tensor) throws -> Tensor = { try $0($1) }
    ) throws -> Tensor {
        var x = input.inputIDs
        for segment in try segments(for: input, cache: cache) { x = try run(segment, x) }
        return x
    }

    /// The logits `[..., vocabularySize]` of hidden states `[..., D]`, in the compute dtype.
    public func logits(_ hidden: Tensor) throws -> Tensor {
        try outputHead(hidden)
    }
}
