import ModelFiles

extension ByteLevelBPETokenizer {
    /// Reads a `tokenizer.json` of this kind. Its `truncation` and `padding` do not apply: batching does both.
    /// - Throws: `TokenizerError` naming the place and what is not supported or not consistent there.
    convenience init(files: TokenizerFiles) throws {
        let reader = TokenizerJSONReader(files: files)
        try reader.checkDecoder()
        let model = try reader.model()
        let normalizer = try reader.normalizer(reader.document["normalizer"], at: "normalizer")
        var tokens = try AddedTokenList(files: files, model: model)
        let special = try reader.specialTokens(&tokens)
        let added = AddedTokens(tokens.tokens, normalizer: normalizer)
        let upperBound = max(model.tokens.upperBound, (added.byID.keys.max() ?? -1) + 1)
        self.init(
            Stages(
                addedTokens: added, normalizer: normalizer, preTokenizer: try reader.preTokenizer(), model: model,
                postProcessor: try reader.postProcessor(special: special, upperBound: upperBound)),
            special: special)
    }
}
