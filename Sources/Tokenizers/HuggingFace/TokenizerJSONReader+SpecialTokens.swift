import ModelFiles

extension TokenizerJSONReader {
    /// Reads the tokens with a role, and marks them as special.
    func specialTokens(_ tokens: inout AddedTokenList) throws -> SpecialTokens {
        var special = SpecialTokens()
        special.bosTokenID = try roleID("bos_token", tokens)
        special.eosTokenID = try roleID("eos_token", tokens)
        special.padTokenID = try roleID("pad_token", tokens)
        for role in ["bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token"] {
            if let token = try namedToken(role)?.token { tokens.markSpecial(token) }
        }
        for token in files.tokenizerConfig["additional_special_tokens"]?.arrayValue ?? [] {
            if let text = Self.text(of: token) { tokens.markSpecial(text) }
        }
        special.stopTokenIDs = Set([special.eosTokenID].compactMap { $0 })
        // Chat models end a turn with other tokens than a text; either file may list them.
        for (settings, file) in [
            (files.generationConfig, "generation_config.json"), (files.modelConfig, "config.json"),
        ] {
            special.stopTokenIDs.formUnion(try ids(settings["eos_token_id"], key: "eos_token_id", file))
        }
        special.chatTemplate = try files.chatTemplate ?? chatTemplate(files.tokenizerConfig["chat_template"])
        return special
    }

    private func roleID(_ role: String, _ tokens: AddedTokenList) throws -> Int? {
        guard let (token, file) = try namedToken(role) else { return nil }
        guard let id = tokens.id(of: token) else {
            throw TokenizerError(
                files.companionPath(file), role, problem: "'\(token)' is not in the vocabulary of \(files.path)",
                cure: "correct the name, or add the token there")
        }
        return id
    }

    /// The token in a role and the file that says so; null counts as absent.
    private func namedToken(_ role: String) throws -> (token: String, file: String)? {
        let places = [
            (files.tokenizerConfig, "tokenizer_config.json"), (files.specialTokensMap, "special_tokens_map.json"),
        ]
        for (settings, file) in places {
            guard let value = settings[role], !value.isNull else { continue }
            guard let token = Self.text(of: value) else { throw malformed(role, file, expected: "the text of a token") }
            return (token, file)
        }
        return nil
    }

    /// A wrong value must not pass for an absent one: a model without its stop token never ends a text.
    private func malformed(_ key: String, _ file: String, expected: String) -> TokenizerError {
        TokenizerError(
            files.companionPath(file), key, problem: "is not \(expected)", cure: "correct it, or fetch the file again")
    }

    /// A token is written as its text, or as an object that has the text.
    private static func text(of value: JSONValue?) -> String? {
        value?.stringValue ?? value?["content"]?.stringValue
    }

    private func ids(_ value: JSONValue?, key: String, _ file: String) throws -> [Int] {
        guard let value, !value.isNull else { return [] }
        let ids = (value.arrayValue ?? [value]).map(\.intValue)
        guard ids.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else {
            throw malformed(key, file, expected: "an id or a list of ids")
        }
        return ids.compactMap { $0 }
    }

    /// A template is written as its text, or as a list of named ones.
    private func chatTemplate(_ value: JSONValue?) throws -> String? {
        guard let value, !value.isNull else { return nil }
        if let text = value.stringValue { return text }
        guard let list = value.arrayValue else {
            throw malformed("chat_template", "tokenizer_config.json", expected: "a text or a list of named templates")
        }
        return list.first { $0["name"]?.stringValue == "default" }?["template"]?.stringValue
    }
}
