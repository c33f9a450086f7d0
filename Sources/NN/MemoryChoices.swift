/// What a forward pass gives in time for memory, or in memory for time; its numbers stay the same.
public struct MemoryChoices: Sendable, Equatable {
    /// So many blocks keep little more than their input for the way back, and are computed once more there: the first
    /// ones, since what the last ones keep is given back before the first ones' turn comes. See `ActivationBytes`.
    public var recomputedBlocks: Int
    /// Whether frozen matrices are packed once for all products, see `PackedWeights`. A block of which something is
    /// packed goes on so in any case, until `CausalLanguageModel.clearPackedWeights()`.
    public var packsWeights: Bool

    public init(recomputedBlocks: Int = 0, packsWeights: Bool = false) {
        self.recomputedBlocks = recomputedBlocks
        self.packsWeights = packsWeights
    }
}
