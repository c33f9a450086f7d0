import Foundation
public import ModelFiles

/// The tokenizer of a GGUF file as the files that transformers reads, so that a model trained from one can be saved as
/// a Hugging Face folder.
public struct HuggingFaceTokenizerFiles: Sendable {
    /// The content of each file, by its name.
    public let contents: [(name: String, json: JSONValue)]

    /// - Throws: `TokenizerError` or `ModelFileError` when the file holds no byte-level BPE tokenizer.
    public init(gguf file: GGUFFile) throws {
        // Reading the tokenizer first checks every part of it, so that what is written is never a broken one.
        let tokenizer = try ByteLevelBPETokenizer(gguf: file)
        contents = [
            ("tokenizer.json", try Self.tokenizerJSON(file, tokenizer)),
            ("tokenizer_config.json", Self.configuration(tokenizer)),
            ("generation_config.json", Self.generation(tokenizer)),
        ]
    }

    /// Writes the files into a folder that exists and gives their paths.
    /// - Throws: `TokenizerError` naming the file that cannot be written.
    public func write(to folder: String) throws -> [String] {
        try contents.map { name, json in
            let path = "\(folder)/\(name)"
            do {
                try Data((json.text(indent: 2) + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                throw TokenizerError(path, problem: "cannot be written", cure: "choose another folder")
            }
            return path
        }
    }

    private static func tokenizerJSON(_ file: GGUFFile, _ tokenizer: ByteLevelBPETokenizer) throws -> JSONValue {
        var vocabulary = JSONObject()
        for (id, text) in try file.strings(GGUFTokenizerKeys.tokens).enumerated() {
            vocabulary[text.isEmpty ? "[EMPTY_\(id)]" : text] = .int(id)
        }
        let stages = tokenizer.stages
        return [
            "version": "1.0", "truncation": nil, "padding": nil,
            "added_tokens": .array(
                stages.addedTokens.byID.values.sorted { $0.id < $1.id }.map(json)),
            "normalizer": stages.normalizer == .nfc ? ["type": "NFC"] : nil,
            "pre_tokenizer": json(stages.preTokenizer),
            "post_processor": try json(stages.postProcessor, tokenizer),
            "decoder": byteLevel(usesRegex: true, addsSpace: true),
            "model": [
                "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
                "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false,
                "ignore_merges": .bool(stages.model.options.ignoresMerges), "vocab": .object(vocabulary),
                "merges": .array(try file.strings(GGUFTokenizerKeys.merges).map { .string($0) }),
            ],
        ]
    }

    private static func json(_ token: AddedToken) -> JSONValue {
        [
            "id": .int(token.id), "content": .string(token.content), "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false, "special": .bool(token.isSpecial),
        ]
    }

    /// `ByteLevel` maps bytes to letters after every cut; where the last cut is its own pattern it does both.
    private static func json(_ preTokenizer: PreTokenizer) -> JSONValue {
        var steps: [JSONValue] = []
        var addsSpace = false
        var usesRegex = false
        for step in preTokenizer.steps {
            switch step {
            case .prefixSpace: addsSpace = true
            case .digits(let individually): steps.append(["type": "Digits", "individual_digits": .bool(individually)])
            case .pattern(.gpt2): usesRegex = true
            case .pattern(let pattern):
                steps.append([
                    "type": "Split", "pattern": ["Regex": .string(pattern.regex)], "behavior": "Isolated",
                    "invert": false,
                ])
            }
        }
        steps.append(byteLevel(usesRegex: usesRegex, addsSpace: addsSpace))
        return steps.count == 1 ? steps[0] : ["type": "Sequence", "pretokenizers": .array(steps)]
    }

    private static func byteLevel(usesRegex: Bool, addsSpace: Bool) -> JSONValue {
        [
            "type": "ByteLevel", "add_prefix_space": .bool(addsSpace), "trim_offsets": true,
            "use_regex": .bool(usesRegex),
        ]
    }

    private static func json(_ processor: PostProcessor, _ tokenizer: ByteLevelBPETokenizer) throws -> JSONValue {
        guard !(processor.prefix + processor.suffix).isEmpty else { return byteLevel(usesRegex: true, addsSpace: true) }
        func piece(_ id: Int) -> JSONValue {
            ["SpecialToken": ["id": .string(tokenizer.token(for: id) ?? ""), "type_id": 0]]
        }
        func sequence(_ name: String, typeID: Int) -> [JSONValue] {
            processor.prefix.map(piece) + [["Sequence": ["id": .string(name), "type_id": .int(typeID)]]]
                + processor.suffix.map(piece)
        }
        var specials = JSONObject()
        for id in processor.prefix + processor.suffix {
            let token = tokenizer.token(for: id) ?? ""
            specials[token] = ["id": .string(token), "ids": [.int(id)], "tokens": [.string(token)]]
        }
        return [
            "type": "TemplateProcessing", "single": .array(sequence("A", typeID: 0)),
            "pair": .array(sequence("A", typeID: 0) + sequence("B", typeID: 1)), "special_tokens": .object(specials),
        ]
    }

    private static func configuration(_ tokenizer: ByteLevelBPETokenizer) -> JSONValue {
        var json: JSONValue = [
            "tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": false,
        ]
        if let token = tokenizer.bosToken { json["bos_token"] = .string(token) }
        if let token = tokenizer.eosToken { json["eos_token"] = .string(token) }
        if let id = tokenizer.padTokenID, let token = tokenizer.token(for: id) { json["pad_token"] = .string(token) }
        if let template = tokenizer.chatTemplate { json["chat_template"] = .string(template) }
        return json
    }

    private static func generation(_ tokenizer: ByteLevelBPETokenizer) -> JSONValue {
        var json: JSONValue = ["eos_token_id": .array(tokenizer.stopTokenIDs.sorted().map { .int($0) })]
        if let id = tokenizer.bosTokenID { json["bos_token_id"] = .int(id) }
        if let id = tokenizer.padTokenID { json["pad_token_id"] = .int(id) }
        return json
    }
}
