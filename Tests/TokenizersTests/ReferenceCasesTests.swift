import Testing
import Tokenizers

/// Ids and texts against those of the `tokenizers` library.
struct ReferenceCasesTests {
    static let files = [
        "smollm", "llama3", "gpt2", "qwen2", "spaced", "smollm/tokenizer.json", "smollm/model.gguf",
        "llama3/model.gguf", "qwen2/model.gguf",
    ]

    @Test(arguments: files)
    func encodesAsTheReference(file: String) throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path(file))
        let fixture = try TokenizerFixture.cases(of: String(file.prefix { $0 != "/" }))
        var checked = 0
        for item in fixture.cases {
            guard let text = item.text else { continue }
            #expect(try tokenizer.encode(text, addSpecialTokens: false) == item.ids, "\(text.debugDescription)")
            let whole = fixture.prefix + item.ids + fixture.suffix
            #expect(try tokenizer.encode(text, addSpecialTokens: true) == whole, "\(text.debugDescription)")
            checked += 1
        }
        #expect(checked > 100)
    }

    @Test(arguments: files)
    func decodesAsTheReference(file: String) throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path(file))
        let fixture = try TokenizerFixture.cases(of: String(file.prefix { $0 != "/" }))
        var broken = 0
        for item in fixture.cases {
            // Bytes are compared, because == on strings takes canonically equivalent ones for equal.
            let decoded = tokenizer.decode(item.ids, skipSpecialTokens: false)
            #expect(Array(decoded.utf8) == Array(item.decoded.utf8), "\(item.ids)")
            let skipped = tokenizer.decode(item.ids, skipSpecialTokens: true)
            #expect(Array(skipped.utf8) == Array(item.skipped.utf8), "\(item.ids)")
            if item.text == nil, decoded.unicodeScalars.contains("\u{FFFD}") { broken += 1 }
        }
        #expect(broken > 20)
    }

    @Test(arguments: files)
    func streamsWhatDecodingGives(file: String) throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path(file))
        for item in try TokenizerFixture.cases(of: String(file.prefix { $0 != "/" })).cases {
            var decoder = StreamingDecoder(tokenizer: tokenizer, skipSpecialTokens: false)
            var text = ""
            for id in item.ids { text += decoder.append(id) }
            text += decoder.finish()
            #expect(Array(text.utf8) == Array(item.decoded.utf8), "\(item.ids)")
        }
    }

    @Test func severalThreadsGetTheSameIDs() async throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("llama3"))
        let cases = try TokenizerFixture.cases(of: "llama3").cases
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for item in cases {
                        guard let text = item.text else { continue }
                        let ids = try tokenizer.encode(text, addSpecialTokens: false)
                        #expect(ids == item.ids)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
