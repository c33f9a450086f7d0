/// The checkpoint keys outside of the blocks that more than one place needs.
enum LlamaNames {
    static let embedding = "model.embed_tokens.weight"
    static let head = "lm_head.weight"
}
