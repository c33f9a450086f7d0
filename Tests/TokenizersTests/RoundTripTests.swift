import Testing
import Tokenizers

/// Decoding gives back what was encoded, byte for byte.
struct RoundTripTests {
    @Test(arguments: ["llama3", "llama3/model.gguf", "gpt2/tokenizer.json"])
    func randomTextComesBack(file: String) throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path(file))
        var random = RandomText(seed: 2024)
        for _ in 0..<4000 {
            let text = random.text()
            let ids = try tokenizer.encode(text, addSpecialTokens: false)
            let decoded = tokenizer.decode(ids, skipSpecialTokens: false)
            #expect(decoded.utf8.elementsEqual(text.utf8), "\(text.debugDescription)")
            #expect(ids.allSatisfy { $0 < tokenizer.vocabularySize })
        }
    }

    @Test func everyScalarComesBack() throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("llama3"))
        for first in stride(from: UInt32(0), to: 0x11_0000, by: 0x100) {
            var text = ""
            for code in first..<(first + 0x100) {
                if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
            }
            let ids = try tokenizer.encode(text, addSpecialTokens: false)
            #expect(tokenizer.decode(ids, skipSpecialTokens: true).utf8.elementsEqual(text.utf8))
        }
    }

    @Test(arguments: ["the", "ship", "in ", "Müller"])
    func aWordOfAMegabyteComesBack(part: String) throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("llama3"))
        let text = String(repeating: part, count: 1_000_000 / part.utf8.count)
        let ids = try tokenizer.encode(text, addSpecialTokens: false)
        #expect(ids.count < text.utf8.count)
        #expect(tokenizer.decode(ids, skipSpecialTokens: false) == text)
    }

    @Test func manyDifferentWordsComeBack() throws {
        // More words than the cache holds.
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("gpt2"))
        var text = ""
        for number in 0..<90_000 { text += " \(String(number, radix: 36))x" }
        let ids = try tokenizer.encode(text, addSpecialTokens: false)
        #expect(tokenizer.decode(ids, skipSpecialTokens: false) == text)
        #expect(try tokenizer.encode(text, addSpecialTokens: false) == ids)
    }
}
