import Foundation
import ModelFiles
import TestFolders
import Testing
import Tokenizers

/// Files that cannot be used give one line that names the file, the place and the cure.
struct ErrorTests {
    static func fixtureText(_ name: String) throws -> String {
        try String(contentsOfFile: TokenizerFixture.path("\(name)/tokenizer.json"), encoding: .utf8)
    }

    private func message(_ path: String) -> String {
        do {
            _ = try TokenizerLoader.load(from: path)
            return "no error"
        } catch {
            #expect(error is TokenizerError || error is ModelFileError)
            return "\(error)"
        }
    }

    private func expect(
        _ text: String, _ parts: String..., name: String = "broken.json", location: SourceLocation = #_sourceLocation
    ) throws {
        let folder = try ScratchFolder()
        let message = message(try folder.write(text, to: name))
        for part in parts + [name] {
            #expect(message.contains(part), "\(message)", sourceLocation: location)
        }
        #expect(!message.contains("\n"), sourceLocation: location)
    }

    /// The Llama 3 fixture with one text replaced.
    private func edited(_ old: String, _ new: String) throws -> String {
        let text = try Self.fixtureText("llama3")
        let edited = text.replacing(old, with: new, maxReplacements: 1)
        try #require(edited != text)
        return edited
    }

    @Test func notJSON() throws {
        try expect("{\"model\": {\n \"vocab\": {\"a\": 0,}}}", "line 2")
        try expect(String(try Self.fixtureText("llama3").prefix(5000)), "line 1, column 5", "ends too early")
        try expect("[1, 2]", "not a JSON object")
        try expect("", "line 1")
    }

    @Test(arguments: [
        ("tokenizer_config.json", #"{"eos_token": 5}"#, "eos_token"),
        ("special_tokens_map.json", #"{"bos_token": {"text": "<s>"}}"#, "bos_token"),
        ("tokenizer_config.json", #"{"chat_template": 5}"#, "chat_template"),
        ("generation_config.json", #"{"eos_token_id": "x"}"#, "eos_token_id"),
        ("config.json", #"{"eos_token_id": [2, -1]}"#, "eos_token_id"),
    ])
    func aWrongRoleIsNotAnAbsentOne(file: String, content: String, key: String) throws {
        let folder = try ScratchFolder()
        _ = try folder.write(Self.fixtureText("llama3"), to: "tokenizer.json")
        #expect(message(folder.path) == "no error")
        _ = try folder.write(content, to: file)
        let message = message(folder.path)
        #expect(message.contains(file) && message.contains(key) && message.contains("is not"), "\(message)")
        #expect(!message.contains("\n"))
    }

    @Test func badVocabulary() throws {
        try expect(try edited("\"#\":2", "\"#\":\"2\""), "model.vocab", "'#'", "not an integer")
        try expect(try edited("\"#\":2", "\"#\":1"), "model.vocab", "the id 1 of '#' belongs to '\"' already")
        try expect(try edited("\"#\":2", "\"#\":-2"), "model.vocab", "the id -2", "out of range")
        try expect(try edited("\"#\":2", "\"#\":99999999999"), "model.vocab", "out of range")
        try expect(try edited("\"vocab\":{", "\"vocabulary\":{"), "model.vocab")
    }

    @Test func badMerges() throws {
        try expect(try edited("[\"Ġ\",\"t\"]", "[\"Ġ\",\"ţţţ\"]"), "model.merges[", "'ţţţ' is not in the vocabulary")
        try expect(try edited("[\"Ġ\",\"t\"]", "[\"Ġ\"]"), "model.merges[", "pair")
        try expect(try edited("[\"Ġ\",\"t\"]", "\"Ġ t x\""), "model.merges[", "'Ġ t x'")
        try expect(try edited("\"merges\":", "\"rules\":"), "model.merges")
    }

    @Test func unsupportedStages() throws {
        try expect(try edited("\\\\p{N}{1,3}", "\\\\p{N}{1,7}"), "pre_tokenizer.pretokenizers[0].pattern", "{1,7}")
        try expect(try edited("\"Isolated\"", "\"MergedWithNext\""), "behavior", "MergedWithNext")
        try expect(try edited(#""normalizer":null"#, #""normalizer":{"type":"Lowercase"}"#), "normalizer", "Lowercase")
        try expect(try edited("\"TemplateProcessing\"", "\"BertProcessing\""), "post_processor", "BertProcessing")
        try expect(try edited("\"dropout\":null", "\"dropout\":0.1"), "model.dropout")
        try expect(try edited(#""decoder":{"type":"ByteLevel""#, #""decoder":{"type":"CTC""#), "decoder", "CTC")
    }

    @Test func unsupportedKindsAreNamed() throws {
        try expect(#"{"model": {"type": "Unigram", "vocab": []}}"#, "'Unigram'", "byte-level BPE")
        try expect(#"{"model": {"type": "BPE", "vocab": {}, "merges": []}}"#, "'SentencePiece BPE'", "byte-level BPE")
        try expect("{}", "kind")
        try expect("text", "neither", name: "tokenizer.txt")
        let folder = try ScratchFolder()
        #expect(message(folder.path).contains("holds no tokenizer.json"))
        try folder.write("x", to: "tokenizer.model")
        #expect(message(folder.path).contains("SentencePiece or tiktoken"))
        #expect(message(folder.path + "/nothing").contains("no such file"))
    }

    @Test func companionsThatDoNotFit() throws {
        let folder = try ScratchFolder()
        try folder.write(try Self.fixtureText("llama3"), to: "tokenizer.json")
        try folder.write(#"{"bos_token": "<missing>"}"#, to: "tokenizer_config.json")
        #expect(message(folder.path).contains("tokenizer_config.json: bos_token: '<missing>' is not in the vocabulary"))
        try folder.write(#"{"added_tokens_decoder": {"5": {"content": "a"}}}"#, to: "tokenizer_config.json")
        #expect(message(folder.path).contains("added_tokens_decoder.5: gives 'a' the id 5"))
        try folder.write("{", to: "tokenizer_config.json")
        #expect(message(folder.path).contains("tokenizer_config.json"))
    }

    @Test func badGGUF() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: TokenizerFixture.path("llama3/model.gguf"))))
        let folder = try ScratchFolder()
        #expect(message(try folder.write(Array(bytes.prefix(3000)), to: "short.gguf")).contains("short.gguf"))
        // Same lengths, so that the rest of the file stays readable.
        for (old, new, part) in [
            ("llama-bpe", "llama-xyz", "tokenizer.ggml.pre: the pre-tokenizer 'llama-xyz'"),
            ("tokenizer.ggml.pre", "tokenizer.ggml.prx", "tokenizer.ggml.pre: is missing"),
            ("tokenizer.ggml.merges", "tokenizer.ggml.mergez", "tokenizer.ggml.merges"),
            ("bos_token_id", "box_token_id", "tokenizer.ggml.bos_token_id: is missing"),
        ] {
            let edited = try replace(Array(old.utf8), Array(new.utf8), in: bytes)
            let message = message(try folder.write(edited, to: "edited.gguf"))
            #expect(message.contains(part), "\(message)")
            #expect(!message.contains("\n"))
        }
    }

    private func replace(_ old: [UInt8], _ new: [UInt8], in bytes: [UInt8]) throws -> [UInt8] {
        let range = try #require(bytes.firstRange(of: old))
        var result = bytes
        result.replaceSubrange(range, with: new)
        return result
    }
}
