import Foundation
import MappedFiles
import ModelFiles

/// Loads tokenizers from the files that models come with.
public enum TokenizerLoader {
    /// Loads from a Hugging Face folder, a `tokenizer.json`, or a GGUF file.
    ///
    /// In a folder, `tokenizer.json` says how to tokenize; `tokenizer_config.json`, `special_tokens_map.json`,
    /// `generation_config.json`, `config.json` and `chat_template.jinja` add special tokens and the chat template
    /// where they exist. They are read as well for a path that names the folder's `tokenizer.json`.
    /// - Throws: `TokenizerError`, or `ModelFileError` for a file that is not JSON or GGUF at all.
    public static func load(from path: String) throws -> any Tokenizer {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw TokenizerError(
                path, problem: "there is no such file or folder",
                cure: "give a model folder, a tokenizer.json or a .gguf file")
        }
        if isFolder.boolValue { return try loadFolder(path) }
        if try isGGUF(path) {
            let file = try GGUFFile(path: path)
            let kind = TokenizerKind.name(ggufModel: try file.string("tokenizer.ggml.model"))
            return try TokenizerKind.named(kind, path: path, place: "tokenizer.ggml.model").fromGGUF(file)
        }
        guard path.hasSuffix(".json") else {
            throw TokenizerError(
                path, problem: "is neither a tokenizer.json nor a GGUF file",
                cure: "give a model folder, a tokenizer.json or a .gguf file")
        }
        return try load(TokenizerFiles(path: path))
    }

    private static func loadFolder(_ folder: String) throws -> any Tokenizer {
        let path = folder + (folder.hasSuffix("/") ? "" : "/") + TokenizerFiles.name
        if FileManager.default.fileExists(atPath: path) { return try load(TokenizerFiles(path: path)) }
        let isOtherKind = FileManager.default.fileExists(atPath: folder + "/tokenizer.model")
        throw TokenizerError(
            folder,
            problem: isOtherKind
                ? "holds tokenizer.model (SentencePiece or tiktoken), which is not supported, and no tokenizer.json"
                : "holds no tokenizer.json",
            cure: "add the model's tokenizer.json")
    }

    private static func load(_ files: TokenizerFiles) throws -> any Tokenizer {
        try TokenizerKind.named(files.kind, path: files.path, place: "model").fromJSON(files)
    }

    private static func isGGUF(_ path: String) throws -> Bool {
        if path.hasSuffix(".gguf") { return true }
        let file = try MappedFile(modelFile: path)
        return file.withBytes { $0.starts(with: Array("GGUF".utf8)) }
    }
}
