import ModelFiles

extension TokenizerJSONReader {
    /// Reads the tokens with a role, and marks them as special.
    func specialTokens(_ tokens: inout AddedTokenList) throws -> SpecialTokens {
        var special = SpecialTokens()
        special.bosTokenID = try roleID("bos_token", tokens)
        special.eosTokenID = try roleID("eos_token", tokens)
        special.padTokenID = try roleID("pad_token", tokens)
        for role in ["bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token"] {
            if let token = namedToken(role)?.token { tokens.markSpecial(token) }
        }
        for token in files.tokenizerConfig["additional_special_tokens"]?.arrayValue ?? [] {
            if let text = Self.text(of: token) { tokens.markSpecial(text) }
        }
        special.stopTokenIDs = Set([special.eosTokenID].compactMap { $0 })
        // Chat models end a turn with other tokens than a text; either file may list them.
        for settings in [files.generationConfig, files.modelConfig] {
            special.stopTokenIDs.formUnion(Self.ids(settings["eos_token_id"]))
        }
        special.chatTemplate = files.chatTemplate ?? chatTemplate(files.tokenizerConfig["chat_template"])
        return special
    }

    private func roleID(_ role: String, _ tokens: AddedTokenList) throws -> Int? {
        guard let (token, file) = namedToken(role) else { return nil }
        guard let id = tokens.id(of: token) else {
            throw TokenizerError(
                files.companionPath(file), role, problem: "'\(token)' is not in the vocabulary of \(files.path)",
                cure: "correct the name, or add the token there")
        }
        return id
    }

    /// The token in a role and the file that says so.
    private func namedToken(_ role: String) -> (token: String, file: String)? {
        if let token = Self.text(of: files.tokenizerConfig[role]) { return (token, "tokenizer_config.json") }
        if let token = Self.text(of: files.specialTokensMap[role]) { return (token, "special_tokens_map.json") }
        return nil
    }

    /// A token is written as its text, or as an object that has the text.
    private static func text(of value: JSONValue?) -> String? {
        value?.stringValue ?? value?["content"]?.stringValue
    }

    private static func ids(_ value: JSONValue?) -> [Int] {
        value?.intValue.map { [$0] } ?? value?.arrayValue?.compactMap(\.intValue) ?? []
    }

    /// A template is written as its text, or as a list of named ones.
    private func chatTemplate(_ value: JSONValue?) -> String? {
        if let text = value?.stringValue { return text }
        let named = value?.arrayValue?.first { $0["name"]?.stringValue == "default" }
        return named?["template"]?.stringValue
    }
}
