import ModelFiles

/// The added tokens of `tokenizer.json` and `tokenizer_config.json`.
struct AddedTokenList {
    private(set) var tokens: [AddedToken] = []
    private let model: ByteLevelBPE

    /// Reads both files; where they differ, `tokenizer_config.json` wins, as in transformers.
    init(files: TokenizerFiles, model: ByteLevelBPE) throws {
        self.model = model
        let listed = files.document["added_tokens"] ?? .array([])
        guard let entries = listed.arrayValue else {
            throw TokenizerError(files.path, "added_tokens", problem: "is not an array")
        }
        for (index, entry) in entries.enumerated() {
            try add(entry, id: entry["id"]?.intValue, path: files.path, place: "added_tokens[\(index)]")
        }
        let path = files.companionPath("tokenizer_config.json")
        for (key, entry) in files.tokenizerConfig["added_tokens_decoder"]?.objectValue ?? [:] {
            try add(entry, id: Int(key), path: path, place: "added_tokens_decoder.\(key)")
        }
    }

    /// The id of a token among added tokens and vocabulary.
    func id(of token: String) -> Int? {
        tokens.first { $0.content.utf8.elementsEqual(token.utf8) }?.id ?? model.tokens.id(of: token)
    }

    /// Makes a token special, adding it where only the vocabulary has it; does nothing for an unknown one.
    mutating func markSpecial(_ token: String) {
        if let index = tokens.firstIndex(where: { $0.content.utf8.elementsEqual(token.utf8) }) {
            tokens[index].isSpecial = true
        } else if let id = model.tokens.id(of: token) {
            tokens.append(AddedToken(id: id, content: token, isSpecial: true))
        }
    }

    private mutating func add(_ entry: JSONValue, id: Int?, path: String, place: String) throws {
        guard let content = entry["content"]?.stringValue, let id, id >= 0, id < 1 << 24 else {
            throw TokenizerError(path, place, problem: "needs a 'content' and an id")
        }
        // The reference passes over tokens without text.
        guard !content.isEmpty else { return }
        if let known = model.tokens.id(of: content), known != id {
            throw TokenizerError(
                path, place, problem: "gives '\(content)' the id \(id), but in the vocabulary it has \(known)")
        }
        func flag(_ key: String, default value: Bool = false) -> Bool { entry[key]?.boolValue ?? value }
        let token = AddedToken(
            id: id, content: content, isSpecial: flag("special"), stripsLeft: flag("lstrip"),
            stripsRight: flag("rstrip"), isSingleWord: flag("single_word"),
            isNormalized: flag("normalized", default: !flag("special")))
        tokens.removeAll { $0.id == id }
        tokens.append(token)
    }
}
