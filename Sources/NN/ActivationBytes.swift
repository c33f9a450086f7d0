/// What a block keeps of each token until its way back, in bytes.
public struct ActivationBytes: Sendable, Equatable {
    /// Where it keeps all that the way back needs.
    public let kept: Int
    /// At most, where it is computed once more there.
    public let recomputed: Int

    public init(kept: Int, recomputed: Int) {
        self.kept = kept
        self.recomputed = recomputed
    }
}
