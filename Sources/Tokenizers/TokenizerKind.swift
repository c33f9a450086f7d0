import ModelFiles

/// One kind of tokenizer and how it is read from each form of file.
struct TokenizerKind: Sendable {
    /// What messages call it.
    let name: String
    /// Reads it from a `tokenizer.json` and what lies beside it.
    let fromJSON: @Sendable (TokenizerFiles) throws -> any Tokenizer
    /// Reads it from the metadata of a GGUF file.
    let fromGGUF: @Sendable (GGUFFile) throws -> any Tokenizer

    /// Every kind that can be read; a new kind is one entry here and its stages in files of their own.
    static let all: [TokenizerKind] = [
        TokenizerKind(
            name: "byte-level BPE",
            fromJSON: { try ByteLevelBPETokenizer(files: $0) },
            fromGGUF: { try ByteLevelBPETokenizer(gguf: $0) })
    ]

    /// The kind of this name.
    /// - Throws: `TokenizerError` naming the kind and the supported ones.
    static func named(_ name: String, path: String, place: String) throws -> TokenizerKind {
        guard let kind = all.first(where: { $0.name == name }) else {
            throw TokenizerError(
                path, place, problem: "the tokenizer kind '\(name)' is not supported",
                cure: "use a model whose tokenizer is \(all.map(\.name).joined(separator: " or "))")
        }
        return kind
    }

    /// The name of the kind that a GGUF file's `tokenizer.ggml.model` stands for.
    static func name(ggufModel: String) -> String {
        switch ggufModel {
        case "gpt2": "byte-level BPE"
        case "llama": "SentencePiece BPE"
        case "t5": "SentencePiece Unigram"
        case "bert": "WordPiece"
        default: ggufModel
        }
    }
}
