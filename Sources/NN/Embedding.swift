public import Torch

/// The table that turns token ids into vectors.
public final class Embedding: Module {
    /// `[vocabularySize, hiddenSize]`.
    public let weight: Parameter

    public init(weight: Parameter) {
        self.weight = weight
    }

    public var parameters: [(name: String, parameter: Parameter)] { [("weight", weight)] }

    /// Looks up ids `[B, T]` of an integer dtype; gives `[B, T, D]` in the weight's dtype.
    public func callAsFunction(_ ids: Tensor) throws -> Tensor {
        try Functional.embedding(weight.tensor, ids)
    }
}
