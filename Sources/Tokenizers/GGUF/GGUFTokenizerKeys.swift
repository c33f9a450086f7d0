/// The metadata keys that GGUF files keep a tokenizer under.
enum GGUFTokenizerKeys {
    static let tokens = "tokenizer.ggml.tokens"
    static let tokenTypes = "tokenizer.ggml.token_type"
    static let merges = "tokenizer.ggml.merges"
    static let pre = "tokenizer.ggml.pre"
    static let bosID = "tokenizer.ggml.bos_token_id"
    static let eosID = "tokenizer.ggml.eos_token_id"
    static let padID = "tokenizer.ggml.padding_token_id"
    /// End of turn.
    static let eotID = "tokenizer.ggml.eot_token_id"
    /// End of message, where a tool is to answer.
    static let eomID = "tokenizer.ggml.eom_token_id"
    static let addBOS = "tokenizer.ggml.add_bos_token"
    static let addEOS = "tokenizer.ggml.add_eos_token"
    static let addSpacePrefix = "tokenizer.ggml.add_space_prefix"
    static let chatTemplate = "tokenizer.chat_template"
}
