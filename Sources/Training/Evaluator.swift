public import Batching
import Foundation
public import NN
import Torch

/// Measures the loss of a model over batches, without gradients and with constant memory.
public struct Evaluator {
    public struct Result: Sendable, Equatable {
        /// Summed negative log-likelihood / number of predicted tokens, in nats.
        public let loss: Double
        public let tokens: Int
        public let trainedTokens: Int
        public var perplexity: Double { exp(loss) }
    }

    private let model: any CausalLanguageModel
    private let maximumBatches: Int

    /// - Parameter maximumBatches: how many batches to look at; 0 means all.
    public init(model: any CausalLanguageModel, maximumBatches: Int = 0) {
        self.model = model
        self.maximumBatches = maximumBatches
    }

    /// Leaves the model in evaluation mode.
    ///
    /// - Parameter progress: called after each batch with the number done and the number in all.
    /// - Throws: `TrainingError` when no token of the batches is predicted or the loss is not finite, `TorchError` when
    ///   memory runs out, and what a data collator throws.
    public func evaluate(_ data: BatchLoader, progress: (Int, Int) throws -> Void = { _, _ in }) throws -> Result {
        let count = maximumBatches > 0 ? min(maximumBatches, data.batchCount) : data.batchCount
        var loss = TokenLoss()
        model.setTraining(false)
        let reader = data.reader(epoch: 0)
        defer { reader.cancel() }
        for index in 0..<count {
            guard let batch = try reader.next() else { break }
            let summed =
                batch.trainedTokenCount == 0 ? 0 : try Autograd.noGrad { try BatchLoss.summed(model, batch).item() }
            loss.add(summed: summed, trainedTokens: batch.trainedTokenCount, tokens: batch.tokenCount)
            try progress(index + 1, count)
        }
        guard let mean = loss.mean else {
            throw TrainingError(
                "no token of the evaluation data is predicted", cure: "check its labels with 'llama-recipes inspect'")
        }
        guard mean.isFinite else {
            throw TrainingError.notFinite(
                "the loss over the evaluation data is not finite: the weights have become too large, or no numbers")
        }
        return Result(loss: mean, tokens: loss.tokens, trainedTokens: loss.trainedTokens)
    }
}
