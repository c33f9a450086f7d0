import TestFolders
import Testing
import Tokenizers

/// Tokens with a role, from the files beside `tokenizer.json` and from GGUF metadata.
struct SpecialTokensTests {
    @Test func folderNamesThem() throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("smollm"))
        #expect(tokenizer.bosToken == "<|bos|>")
        #expect(tokenizer.eosToken == "<|eos|>")
        #expect(tokenizer.bosTokenID == tokenizer.id(for: "<|bos|>"))
        #expect(tokenizer.eosTokenID == tokenizer.id(for: "<|eos|>"))
        #expect(tokenizer.padTokenID == tokenizer.id(for: "<|pad|>"))
        #expect(tokenizer.stopTokenIDs == Set([tokenizer.id(for: "<|eos|>")]))
        #expect(tokenizer.chatTemplate == "{{ messages }}")
        #expect(tokenizer.vocabularySize == tokenizer.padTokenID.map { $0 + 1 })
    }

    @Test func generationConfigListsStops() throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("llama3"))
        #expect(tokenizer.stopTokenIDs == [641, 642])
        #expect(tokenizer.padTokenID == nil)
    }

    @Test func specialTokensMapFillsIn() throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("gpt2"))
        #expect(tokenizer.padTokenID == tokenizer.eosTokenID)
    }

    @Test func ggufNamesThem() throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("smollm/model.gguf"))
        #expect(tokenizer.bosToken == "<|bos|>")
        #expect(tokenizer.eosToken == "<|eos|>")
        #expect(tokenizer.padTokenID == tokenizer.id(for: "<|pad|>"))
        #expect(tokenizer.chatTemplate == "{{ messages }}")
    }

    @Test func ggufStopsAtTheEndOfATurn() throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("llama3/model.gguf"))
        #expect(tokenizer.stopTokenIDs == [641, 642])
    }

    @Test func tokensAndIDsAreInverse() throws {
        for file in ["gpt2", "llama3/model.gguf"] {
            let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path(file))
            for id in 0..<tokenizer.vocabularySize {
                let token = try #require(tokenizer.token(for: id))
                #expect(tokenizer.id(for: token) == id)
            }
            #expect(tokenizer.token(for: tokenizer.vocabularySize) == nil)
            #expect(tokenizer.token(for: -1) == nil)
            #expect(tokenizer.id(for: "no such token") == nil)
        }
    }

    @Test func aTemplateFileWinsOverTheConfig() throws {
        let folder = try ScratchFolder()
        try folder.write(try ErrorTests.fixtureText("llama3"), to: "tokenizer.json")
        try folder.write(
            #"{"chat_template": [{"name": "default", "template": "listed"}]}"#, to: "tokenizer_config.json")
        #expect(try TokenizerLoader.load(from: folder.path).chatTemplate == "listed")
        try folder.write("from the file", to: "chat_template.jinja")
        #expect(try TokenizerLoader.load(from: folder.path).chatTemplate == "from the file")
    }

    @Test func switchesOfTheConfigReplaceTheTemplate() throws {
        let folder = try ScratchFolder()
        try folder.write(try ErrorTests.fixtureText("llama3"), to: "tokenizer.json")
        let roles = #""bos_token": "<|bos|>", "eos_token": {"content": "<|eos|>"}"#
        for (bos, eos, expected) in [(true, true, [640, 64, 641]), (false, true, [64, 641]), (false, false, [64])] {
            try folder.write(
                #"{\#(roles), "add_bos_token": \#(bos), "add_eos_token": \#(eos)}"#, to: "tokenizer_config.json")
            #expect(try TokenizerLoader.load(from: folder.path).encode("a", addSpecialTokens: true) == expected)
        }
    }

    @Test func theConfigAddsTokens() throws {
        let folder = try ScratchFolder()
        try folder.write(try ErrorTests.fixtureText("llama3"), to: "tokenizer.json")
        try folder.write(
            #"{"added_tokens_decoder": {"645": {"content": "<new>", "special": true, "lstrip": true}}}"#,
            to: "tokenizer_config.json")
        let tokenizer = try TokenizerLoader.load(from: folder.path)
        #expect(try tokenizer.encode("a  <new>a", addSpecialTokens: false) == [64, 645, 64])
        #expect(tokenizer.decode([64, 645], skipSpecialTokens: true) == "a")
        #expect(tokenizer.vocabularySize == 646)
    }

    @Test func anAddedTokenLeavesItsOwnText() throws {
        let folder = try ScratchFolder()
        try folder.write(try ErrorTests.fixtureText("llama3"), to: "tokenizer.json")
        // In the byte alphabet these would stand for single bytes.
        try folder.write(#"{"added_tokens_decoder": {"645": {"content": "éĠ"}}}"#, to: "tokenizer_config.json")
        let tokenizer = try TokenizerLoader.load(from: folder.path)
        let ids = try tokenizer.encode("aéĠa", addSpecialTokens: false)
        #expect(ids == [64, 645, 64])
        #expect(tokenizer.decode(ids, skipSpecialTokens: true) == "aéĠa")
    }
}
