import Batching
import NN
import Torch

/// From a batch of plain arrays to its summed loss.
enum BatchLoss {
    /// The summed negative log-likelihood in nats of the batch's trained tokens: a float32 scalar with its graph.
    ///
    /// Only rows whose next token is trained reach the output head; the other logits are never computed.
    static func summed(_ model: any CausalLanguageModel, _ batch: Batch) throws -> Tensor {
        let device = model.device
        let shape = [batch.rows, batch.length]  // [B, T]
        let input = ModelInput(
            inputIDs: try Tensor(batch.inputIDs, shape: shape, device: device).to(dtype: .int64),
            positionIDs: try Tensor(batch.positionIDs, shape: shape, device: device).to(dtype: .int64),
            documentLengths: batch.documentLengths)
        let trained = batch.targets.indices.filter { batch.targets[$0] != TokenizedSample.ignoredLabel }
        let hidden = try model.hidden(input, cache: nil)  // [B, T, D]
        let rows = try hidden.reshape([-1, model.hiddenSize])
            .indexSelect(dim: 0, index: Tensor(trained.map(Int64.init), device: device))  // [N, D]
        let targets = try Tensor(trained.map { Int64(batch.targets[$0]) }, device: device)  // [N]
        return try CrossEntropy.summed(rows, targets: targets, head: model.logits)
    }
}
