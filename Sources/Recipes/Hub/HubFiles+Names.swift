import Foundation
import Hub

extension HubFiles {
    /// What a name stands for, and so which files of it are needed.
    enum Content {
        case model
        case tokenizer
        case adapter
    }

    /// The local path of a file or folder, or of what the Hub has under that name. What exists here wins.
    ///
    /// - Parameter option: the option that the name came from, for errors.
    /// - Throws: `RecipeError` for what is neither here nor there, `HubError` for what cannot be fetched.
    func path(of name: String, _ content: Content, option: String) throws -> String {
        if FileManager.default.fileExists(atPath: name) { return name }
        guard let wanted = HubName(name) else {
            throw RecipeError(
                "\(name): there is no such file or folder", cure: "give \(option) with \(Self.choices(content))")
        }
        do {
            let snapshot = try snapshot(of: wanted.repository, wanted.revision) { paths in
                if let file = wanted.file { return try ModelFileChoice.file(file, paths, in: wanted.repository) }
                return switch content {
                case .model: try ModelFileChoice.model(paths, in: wanted.repository)
                case .tokenizer: try ModelFileChoice.tokenizer(paths, in: wanted.repository)
                case .adapter: try ModelFileChoice.adapter(paths, in: wanted.repository)
                }
            }
            return wanted.file.map { "\(snapshot.folder)/\($0)" } ?? snapshot.folder
        } catch let error as HubError where [.repositoryNotFound, .unreachable, .notCached].contains(error.kind) {
            // A misspelt path looks like a name on the Hub.
            throw RecipeError("\(name): there is no such file or folder here, and \(error.problem)", cure: error.cure)
        }
    }

    private static func choices(_ content: Content) -> String {
        switch content {
        case .model: "a Hugging Face folder, a .gguf file, or a name on the Hub (owner/name)"
        case .tokenizer: "a model folder, a tokenizer.json or .gguf file, or a name on the Hub (owner/name)"
        case .adapter: "a folder in PEFT's format, or a name on the Hub (owner/name)"
        }
    }
}

extension ModelSettings {
    /// These settings with local paths in place of names on the Hub.
    ///
    /// - Parameter needsWeights: false for commands that only want the tokenizer.
    func local(_ hub: HubFiles, needsWeights: Bool = true) throws -> ModelSettings {
        var local = self
        if let modelName, needsWeights || tokenizerName == nil {
            let path = try hub.path(of: modelName, needsWeights ? .model : .tokenizer, option: "--model_name")
            local.modelName = path
            if path != modelName { local.publishedName = HubName(modelName)?.repository.name }
        }
        if let tokenizerName {
            local.tokenizerName = try hub.path(of: tokenizerName, .tokenizer, option: "--tokenizer_name")
        }
        return local
    }
}

extension AdapterSettings {
    /// These settings with a local path in place of a name on the Hub.
    func local(_ hub: HubFiles) throws -> AdapterSettings {
        var local = self
        local.peftModel = try peftModel.map { try hub.path(of: $0, .adapter, option: "--peft_model") }
        return local
    }
}
