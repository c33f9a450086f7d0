/// What a forward pass gives in time for memory, or in memory for time; its numbers stay the same.
public struct MemoryChoices: Sendable, Equatable {
    /// Whether blocks keep nothing but their input for the way back, and are computed once more there.
    public var recomputesBlocks: Bool
    /// Whether frozen matrices are packed once for all products, see `PackedWeights`. A block of which something is
    /// packed goes on so in any case, until `CausalLanguageModel.clearPackedWeights()`.
    public var packsWeights: Bool

    public init(recomputesBlocks: Bool = false, packsWeights: Bool = false) {
        self.recomputesBlocks = recomputesBlocks
        self.packsWeights = packsWeights
    }
}
