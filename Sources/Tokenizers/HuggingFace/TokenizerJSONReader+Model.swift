import ModelFiles

extension TokenizerJSONReader {
    /// Reads vocabulary and merge rules.
    func model() throws -> ByteLevelBPE {
        guard let model = document["model"] else { throw error("model", "is missing") }
        guard let vocabulary = model["vocab"]?.objectValue else { throw error("model.vocab", "is not an object") }
        guard let merges = model["merges"]?.arrayValue else { throw error("model.merges", "is not an array") }
        try checkOptions(model)
        var builder = ByteLevelBPEBuilder(
            path: files.path, tokenCount: vocabulary.count, mergeCount: merges.count)
        for (token, value) in vocabulary {
            guard let id = value.intValue else { throw error("model.vocab", "the id of '\(token)' is not an integer") }
            try builder.addToken(token, id: id, place: "model.vocab")
        }
        for (rank, rule) in merges.enumerated() {
            if let text = rule.stringValue {
                try builder.addMerge(text, rank: rank, place: "model.merges[\(rank)]")
            } else if let pair = rule.arrayValue, pair.count == 2, let left = pair[0].stringValue,
                let right = pair[1].stringValue
            {
                try builder.addMerge(left[...], right[...], rank: rank, place: "model.merges[\(rank)]")
            } else {
                throw error("model.merges[\(rank)]", "is neither a text nor a pair of texts")
            }
        }
        return builder.build(try options(model, builder.tokens))
    }

    private func options(_ model: JSONValue, _ tokens: TokenTable) throws -> ByteLevelBPE.Options {
        var options = ByteLevelBPE.Options()
        options.ignoresMerges = model["ignore_merges"]?.boolValue ?? false
        options.fusesUnknown = model["fuse_unk"]?.boolValue ?? false
        if let unknown = model["unk_token"]?.stringValue {
            guard let id = tokens.id(of: unknown) else {
                throw error("model.unk_token", "'\(unknown)' is not in the vocabulary")
            }
            options.unknownID = Int32(id)
        }
        return options
    }

    private func checkOptions(_ model: JSONValue) throws {
        for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
            guard (model[key]?.stringValue ?? "").isEmpty else {
                throw unsupported("model.\(key)", "'\(key)'", supported: "byte-level BPE without it")
            }
        }
        guard (model["dropout"]?.doubleValue ?? 0) == 0 else {
            throw error("model.dropout", "dropping merges at random is not supported", cure: "set it to null")
        }
        guard model["byte_fallback"]?.boolValue != true else {
            throw unsupported("model.byte_fallback", "byte fallback", supported: "byte-level BPE without it")
        }
    }
}
