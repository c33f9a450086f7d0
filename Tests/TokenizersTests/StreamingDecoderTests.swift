import Testing
import Tokenizers

struct StreamingDecoderTests {
    /// Each id is its own byte.
    private struct Bytes: Tokenizer {
        var vocabularySize: Int { 256 }
        var bosTokenID: Int? { nil }
        var eosTokenID: Int? { nil }
        var padTokenID: Int? { nil }
        var bosToken: String? { nil }
        var eosToken: String? { nil }
        var stopTokenIDs: Set<Int> { [] }
        var chatTemplate: String? { nil }
        func encode(_ text: String, addSpecialTokens: Bool) -> [Int] { text.utf8.map(Int.init) }
        func decode(_ ids: [Int], skipSpecialTokens: Bool) -> String {
            String(decoding: ids.map { UInt8($0) }, as: UTF8.self)
        }
        func token(for id: Int) -> String? { nil }
        func id(for token: String) -> Int? { nil }
        func appendBytes(of id: Int, skipSpecialTokens: Bool, to bytes: inout [UInt8]) { bytes.append(UInt8(id)) }
    }

    private func pieces(_ bytes: [Int]) -> [String] {
        var decoder = StreamingDecoder(tokenizer: Bytes())
        return bytes.map { decoder.append($0) } + [decoder.finish()]
    }

    @Test func aCharacterAppearsWithItsLastByte() {
        #expect(pieces([0x61, 0xF0, 0x9F, 0x98, 0x80, 0x62]) == ["a", "", "", "", "😀", "b", ""])
        #expect(pieces([0xC3, 0xA9]) == ["", "é", ""])
    }

    @Test func whatCannotBecomeACharacterAppearsAtOnce() {
        #expect(pieces([0xFF, 0x61]) == ["\u{FFFD}", "a", ""])
        #expect(pieces([0xE2, 0x82, 0x61]) == ["", "", "\u{FFFD}a", ""])
        #expect(pieces([0xE0, 0x80]) == ["", "\u{FFFD}\u{FFFD}", ""])
        #expect(pieces([0x80]) == ["\u{FFFD}", ""])
    }

    @Test func theEndGivesWhatWasHeldBack() {
        #expect(pieces([0x61, 0xE2, 0x82]) == ["a", "", "", "\u{FFFD}"])
        #expect(pieces([]) == [""])
    }

    @Test func anyBytesGiveWhatDecodingAllGives() {
        // Leads and continuations of long sequences, mostly.
        let choices = [0x41, 0x80, 0x90, 0xA0, 0xBF, 0xC3, 0xE0, 0xE2, 0xED, 0xF0, 0xF4, 0xF8]
        var state: UInt64 = 9
        for _ in 0..<5000 {
            var bytes: [Int] = []
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(choices[Int(state >> 33) % choices.count])
            }
            #expect(pieces(bytes).joined() == Bytes().decode(bytes, skipSpecialTokens: false), "\(bytes)")
        }
    }

    @Test func specialTokensLeaveNoText() throws {
        let tokenizer = try TokenizerLoader.load(from: TokenizerFixture.path("llama3"))
        var silent = StreamingDecoder(tokenizer: tokenizer)
        var literal = StreamingDecoder(tokenizer: tokenizer, skipSpecialTokens: false)
        #expect([640, 64, 641].map { silent.append($0) } == ["", "a", ""])
        #expect([640, 64, 641].map { literal.append($0) } == ["<|bos|>", "a", "<|eos|>"])
    }
}
