import ModelFiles

extension ByteLevelBPETokenizer {
    /// Reads the tokenizer from a GGUF file's metadata.
    ///
    /// Source: the GGUF specification, section "Tokenizer"; defaults as llama.cpp has them.
    /// - Throws: `TokenizerError`, or `ModelFileError` for missing keys.
    convenience init(gguf file: GGUFFile) throws {
        let texts = try file.strings(GGUFTokenizerKeys.tokens)
        let types = try Self.types(file, count: texts.count)
        let rules = try file.strings(GGUFTokenizerKeys.merges)
        let pre = try GGUFPreTokenizer(file)

        var builder = ByteLevelBPEBuilder(path: file.path, tokenCount: texts.count, mergeCount: rules.count)
        for (id, text) in texts.enumerated() {
            // Tokens without text fill gaps in the ids; they need different names.
            let token = text.isEmpty ? "[EMPTY_\(id)]" : text
            try builder.addToken(token, id: id, place: "\(GGUFTokenizerKeys.tokens)[\(id)]")
        }
        for (rank, rule) in rules.enumerated() {
            try builder.addMerge(rule, rank: rank, place: "\(GGUFTokenizerKeys.merges)[\(rank)]")
        }
        let model = builder.build(ByteLevelBPE.Options(ignoresMerges: pre.ignoresMerges))
        let special = try GGUFSpecialTokens(file, model.tokens)
        let added = AddedTokens(Self.addedTokens(texts, types, special), normalizer: pre.normalizer)
        var steps = pre.steps
        if file.has(GGUFTokenizerKeys.addSpacePrefix), try file.bool(GGUFTokenizerKeys.addSpacePrefix) {
            steps.insert(.prefixSpace, at: 0)
        }
        self.init(
            Stages(
                addedTokens: added, normalizer: pre.normalizer, preTokenizer: PreTokenizer(steps: steps), model: model,
                postProcessor: try special.postProcessor(file, addsBOSByDefault: pre.addsBOS)),
            special: special.roles)
    }

    private static func types(_ file: GGUFFile, count: Int) throws -> [Int] {
        guard file.has(GGUFTokenizerKeys.tokenTypes) else { return [Int](repeating: 1, count: count) }
        let types = try file.ints(GGUFTokenizerKeys.tokenTypes)
        guard types.count == count else {
            throw TokenizerError(
                file.path, GGUFTokenizerKeys.tokenTypes, problem: "has \(types.count) entries for \(count) tokens",
                cure: "convert the model again")
        }
        return types
    }

    /// Tokens found in the text as a whole: 2 unknown, 3 control, 4 user-defined.
    private static func addedTokens(
        _ texts: [String], _ types: [Int], _ special: GGUFSpecialTokens
    ) -> [AddedToken] {
        texts.indices.compactMap { id in
            let isSpecial = types[id] == 2 || types[id] == 3 || special.endings.contains(id)
            guard isSpecial || types[id] == 4, !texts[id].isEmpty else { return nil }
            return AddedToken(id: id, content: texts[id], isSpecial: isSpecial)
        }
    }
}
