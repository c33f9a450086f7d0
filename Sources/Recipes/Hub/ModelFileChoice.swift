import Adapters
import Checkpoints
import Hub
import ModelFiles

/// Which files of a repository a command needs: never the same weights in a second form.
enum ModelFileChoice {
    /// The files of a model: configuration, tokenizer and weights as safetensors.
    ///
    /// - Throws: `RecipeError` for weights in forms that are not read, and for GGUF files of which none is named.
    static func model(_ paths: [String], in repository: HubRepository) throws -> [String] {
        let weights = safetensors(paths)
        guard !weights.isEmpty else { throw noWeights(paths, repository) }
        return description(paths) + weights
    }

    /// The files that a tokenizer is made of.
    static func tokenizer(_ paths: [String], in repository: HubRepository) throws -> [String] {
        guard paths.contains("tokenizer.json") else {
            let files = ggufFiles(paths)
            guard files.isEmpty else { throw unnamed(files, repository) }
            throw RecipeError(
                "\(repository): has no tokenizer.json", cure: "name another repository with --tokenizer_name")
        }
        return description(paths)
    }

    /// The files of an adapter in PEFT's format.
    static func adapter(_ paths: [String], in repository: HubRepository) throws -> [String] {
        let names = [PEFTAdapter.configurationFileName, PEFTAdapter.weightsFileName]
        guard names.allSatisfy(paths.contains) else {
            let missing = names.filter { !paths.contains($0) }.joined(separator: " and ")
            throw RecipeError(
                "\(repository): is no LoRA adapter: \(missing) missing",
                cure: "name an adapter saved by peft as safetensors")
        }
        return names
    }

    /// One file by its path.
    static func file(_ path: String, _ paths: [String], in repository: HubRepository) throws -> [String] {
        guard !paths.contains(path) else { return [path] }
        let files = ggufFiles(paths)
        throw RecipeError(
            "\(repository): has no file \(path)",
            cure: files.isEmpty ? "it has no GGUF file at all" : "it has \(list(files))")
    }

    /// Whatever kind of model it is: an adapter, a model, or one of its GGUF files when there is only one.
    static func anyModel(_ paths: [String], in repository: HubRepository) throws -> [String] {
        if paths.contains(PEFTAdapter.configurationFileName), !paths.contains("config.json") {
            return try adapter(paths, in: repository)
        }
        return try model(paths, in: repository)
    }

    /// `config.json` and what else describes a model, its tokenizer included.
    private static func description(_ paths: [String]) -> [String] {
        (["config.json"] + HuggingFaceModelFolder.companionFileNames).filter(paths.contains)
    }

    /// One file with all weights, else the shards with their index; `consolidated.safetensors` and the like repeat them.
    private static func safetensors(_ paths: [String]) -> [String] {
        if paths.contains(SafetensorsFolder.singleFileName) { return [SafetensorsFolder.singleFileName] }
        guard paths.contains(SafetensorsFolder.indexFileName) else { return [] }
        let shard = FilePattern("model-*.safetensors")
        return [SafetensorsFolder.indexFileName] + paths.filter { !$0.contains("/") && shard.matches($0) }
    }

    private static func ggufFiles(_ paths: [String]) -> [String] { paths.filter { $0.lowercased().hasSuffix(".gguf") } }

    private static func noWeights(_ paths: [String], _ repository: HubRepository) -> RecipeError {
        let files = ggufFiles(paths)
        guard files.isEmpty else { return unnamed(files, repository) }
        if let other = paths.first(where: { path in
            [".bin", ".pth", ".pt", ".h5", ".msgpack"].contains { path.hasSuffix($0) }
        }) {
            return RecipeError(
                "\(repository): has its weights as \(other), not as safetensors",
                cure: "name a repository with safetensors, or convert it with transformers (save_pretrained)")
        }
        return RecipeError(
            "\(repository): holds no weights of a model",
            cure: "name a repository with model.safetensors or a .gguf file")
    }

    private static func unnamed(_ files: [String], _ repository: HubRepository) -> RecipeError {
        RecipeError(
            "\(repository): holds GGUF files, of which one must be named",
            cure: "write \(repository)/\(files[0])" + (files.count > 1 ? "; there are \(list(files))" : ""))
    }

    private static func list(_ files: [String]) -> String {
        files.prefix(8).joined(separator: ", ") + (files.count > 8 ? " and \(files.count - 8) more" : "")
    }
}
