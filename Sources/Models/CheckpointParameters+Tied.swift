import NN
import Torch

extension CheckpointParameters {
    /// The table that embedding and output head share, under whichever of the two names the checkpoint has it.
    /// - Throws: `ModelError` when the checkpoint has two different tables after all.
    func tiedEmbedding(shape: [Int], origin: String) throws -> Parameter {
        guard has(LlamaNames.head) else { return try parameter(LlamaNames.embedding, shape: shape) }
        let head = try parameter(LlamaNames.head, shape: shape)
        guard has(LlamaNames.embedding) else { return head }
        let embedding = try parameter(LlamaNames.embedding, shape: shape)
        guard try embedding.tensor.equal(head.tensor).all().item() != 0 else {
            throw ModelError(
                origin: origin, place: LlamaNames.head,
                problem: "differs from \(LlamaNames.embedding), though tie_word_embeddings is true",
                cure: "set tie_word_embeddings to false in config.json")
        }
        return embedding
    }
}
