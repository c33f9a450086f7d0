import ModelFiles

/// Reads the stages that `tokenizer.json` describes.
struct TokenizerJSONReader {
    let files: TokenizerFiles
    var document: JSONValue { files.document }

    func error(
        _ place: String, _ problem: String, cure: String = "fetch the file again"
    ) -> TokenizerError {
        TokenizerError(files.path, place, problem: problem, cure: cure)
    }

    func unsupported(_ place: String, _ what: String, supported: String) -> TokenizerError {
        error(place, "\(what) is not supported", cure: "use a tokenizer with \(supported)")
    }

    /// The `type` of a stage.
    func type(of stage: JSONValue, at place: String) throws -> String {
        guard let type = stage["type"]?.stringValue else { throw error(place, "has no type") }
        return type
    }

    /// The parts of a stage of type `Sequence`.
    func parts(of stage: JSONValue, _ key: String, at place: String) throws -> [JSONValue] {
        guard let parts = stage[key]?.arrayValue else { throw error(place, "a Sequence without '\(key)'") }
        return parts
    }

    /// Reads the normalizer.
    func normalizer(_ stage: JSONValue?, at place: String) throws -> Normalizer {
        guard let stage, !stage.isNull else { return .none }
        switch try type(of: stage, at: place) {
        case "NFC": return .nfc
        case "Sequence":
            // Composition is idempotent, so several steps are as good as one.
            let steps = try parts(of: stage, "normalizers", at: place).enumerated().map {
                try normalizer($1, at: "\(place).normalizers[\($0)]")
            }
            return steps.contains(.nfc) ? .nfc : .none
        case let type: throw unsupported(place, "the normalizer '\(type)'", supported: "no normalizer or NFC")
        }
    }

    /// Checks that decoding means to put bytes together.
    func checkDecoder() throws {
        guard let decoder = document["decoder"], !decoder.isNull else { throw error("decoder", "is missing") }
        var type = try type(of: decoder, at: "decoder")
        if type == "Sequence", let only = decoder["decoders"]?.arrayValue, only.count == 1 {
            type = try self.type(of: only[0], at: "decoder.decoders[0]")
        }
        guard type == "ByteLevel" else {
            throw unsupported("decoder", "the decoder '\(type)'", supported: "the ByteLevel decoder")
        }
    }

    /// Reads what goes around the ids; explicit switches of `tokenizer_config.json` win, as in transformers.
    func postProcessor(special: SpecialTokens, upperBound: Int) throws -> PostProcessor {
        let addsBOS = files.tokenizerConfig["add_bos_token"]?.boolValue
        let addsEOS = files.tokenizerConfig["add_eos_token"]?.boolValue
        if addsBOS != nil || addsEOS != nil {
            return PostProcessor(
                prefix: addsBOS == true ? special.bosTokenID.map { [$0] } ?? [] : [],
                suffix: addsEOS == true ? special.eosTokenID.map { [$0] } ?? [] : [])
        }
        let result = try postProcessor(document["post_processor"], at: "post_processor")
        if let id = (result.prefix + result.suffix).first(where: { !(0..<upperBound).contains($0) }) {
            throw error("post_processor", "the id \(id) is not in the vocabulary")
        }
        return result
    }

    private func postProcessor(_ stage: JSONValue?, at place: String) throws -> PostProcessor {
        guard let stage, !stage.isNull else { return PostProcessor() }
        switch try type(of: stage, at: place) {
        // Moves offsets into the text, which nobody asks for here.
        case "ByteLevel": return PostProcessor()
        case "TemplateProcessing": return try template(stage, at: place)
        case "Sequence":
            var result = PostProcessor()
            for (index, step) in try parts(of: stage, "processors", at: place).enumerated() {
                result = result.then(try postProcessor(step, at: "\(place).processors[\(index)]"))
            }
            return result
        case let type:
            throw unsupported(
                place, "the post-processor '\(type)'", supported: "TemplateProcessing, ByteLevel or a Sequence of them")
        }
    }

    private func template(_ stage: JSONValue, at place: String) throws -> PostProcessor {
        var result = PostProcessor()
        var sawText = false
        for (index, piece) in try parts(of: stage, "single", at: place).enumerated() {
            let place = "\(place).single[\(index)]"
            if let token = piece["SpecialToken"]?["id"]?.stringValue {
                let ids = stage["special_tokens"]?[token]?["ids"]?.arrayValue?.compactMap(\.intValue)
                guard let ids else { throw error(place, "'\(token)' is not among the special_tokens") }
                if sawText { result.suffix += ids } else { result.prefix += ids }
            } else if piece["Sequence"]?["id"]?.stringValue == "A", !sawText {
                sawText = true
            } else {
                throw error(place, "is neither a SpecialToken nor the one Sequence A")
            }
        }
        guard sawText else { throw error("\(place).single", "has no place for the text") }
        return result
    }
}
