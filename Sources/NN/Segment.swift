public import Torch

/// A stretch of a model's forward pass that can be run again from its input alone.
///
/// Activation checkpointing and parameter sharding hook in between segments: they need to know which weights a stretch
/// uses, and to run it once more in the backward pass. A replay drops the same numbers: a block draws its seeds once.
public struct Segment {
    /// Which stretch this is.
    public enum Kind: Sendable, Equatable {
        /// Token ids `[B, T]` to hidden states `[B, T, D]`.
        case embedding
        /// One block, hidden states to hidden states.
        case block(Int)
        /// The final norm, hidden states to what the output head reads.
        case head
    }

    public let kind: Kind
    /// The parts whose weights the stretch reads; for the head, the output head too, which reads its result.
    public let modules: [any Module]
    private let body: (_ x: Tensor, _ memory: MemoryChoices) throws -> Tensor

    public init(
        _ kind: Kind, modules: [any Module], _ body: @escaping (_ x: Tensor, _ memory: MemoryChoices) throws -> Tensor
    ) {
        self.kind = kind
        self.modules = modules
        self.body = body
    }

    /// Runs the stretch.
    /// - Parameter memory: for blocks; embedding and head have no choice.
    /// - Throws: `NNError` for a block that cannot be computed again.
    public func callAsFunction(_ x: Tensor, memory: MemoryChoices = MemoryChoices()) throws -> Tensor {
        try body(x, memory)
    }
}
