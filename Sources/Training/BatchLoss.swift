import Batching
import NN
import Torch

/// From a batch of plain arrays to its summed loss.
enum BatchLoss {
    /// The summed negative log-likelihood in nats of the batch's trained tokens: a float32 scalar, with its graph
    /// where gradients are on. Padding is not computed, nor what is behind the last attention of tokens that are not trained.
    static func summed(
        _ model: any CausalLanguageModel, _ batch: Batch, memory: MemoryChoices = MemoryChoices()
    ) throws -> Tensor {
        let batch = batch.withoutPadding()
        let trained = batch.targets.indices.filter { batch.targets[$0] != CrossEntropy.ignoredTarget }
        var input = try ModelInput(
            inputIDs: batch.inputIDs, positionIDs: batch.positionIDs, rows: batch.rows, length: batch.length,
            documentLengths: batch.documentLengths, device: model.device)
        // A batch without any of them has a sum of its own: zero.
        if !trained.isEmpty, trained.count < batch.targets.count { input.chosenTokens = trained }
        let targets = input.chosenTokens == nil ? batch.targets : trained.map { batch.targets[$0] }
        let hidden = try model.hidden(input) { try $0($1, memory: memory) }
        return try CrossEntropy(model: model, packsWeights: memory.packsWeights)
            .sum(hidden: hidden, targets: targets)
    }
}
