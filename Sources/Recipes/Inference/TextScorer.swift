import NN
import Tokenizers
import Torch

/// Measures how likely a model finds a text.
public struct TextScorer {
    public struct Score: Sendable, Equatable {
        /// Predicted tokens: all but the first id.
        public let tokens: Int
        /// Summed negative log-likelihood in nats.
        public let negativeLogLikelihood: Double
    }

    private let loaded: LoadedModel

    public init(_ loaded: LoadedModel) {
        self.loaded = loaded
    }

    /// The score of `text` as the tokenizer's default encoding gives its ids; nothing to predict scores 0.
    public func score(_ text: String) throws -> Score {
        let ids = try loaded.tokenizer.encode(text, addSpecialTokens: true)
        try loaded.requireEmbeddings(of: ids)
        guard ids.count > 1 else { return Score(tokens: 0, negativeLogLikelihood: 0) }
        return try Autograd.noGrad {
            let input = try ModelInput(inputIDs: ids, device: loaded.model.device)
            let targets = ids.dropFirst().map(Int32.init) + [CrossEntropy.ignoredTarget]
            let sum = try CrossEntropy(model: loaded.model).sum(hidden: loaded.model.hidden(input), targets: targets)
            return Score(tokens: ids.count - 1, negativeLogLikelihood: try sum.item())
        }
    }
}
