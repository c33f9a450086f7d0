import Foundation
import TestFolders
import Testing
import Tokenizers

/// The vocabularies of real models, which are too large for the repository.
struct PublishedVocabulariesTests {
    private static let folder = TokenizerFixture.packageRoot.deletingLastPathComponent()
        .appendingPathComponent("shared/fixtures/tokenizers").path
    private static let isPresent = FileManager.default.fileExists(atPath: folder)

    /// The texts and ids that llama.cpp tests a vocabulary with.
    private static func cases(_ name: String) throws -> [(text: String, ids: [Int])] {
        let base = "\(folder)/llama.cpp/ggml-vocab-\(name).gguf"
        let texts = try String(contentsOfFile: base + ".inp", encoding: .utf8)
            .components(separatedBy: "\n__ggml_vocab_test__\n")
        let lines = try String(contentsOfFile: base + ".out", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        return zip(texts, lines).map { ($0, $1.split(separator: " ").compactMap { Int($0) }) }
    }

    @Test(
        .enabled(if: isPresent, "../shared/fixtures/tokenizers is absent"),
        arguments: ["llama.cpp/ggml-vocab-gpt-2.gguf", "gpt2/tokenizer.json"])
    func gpt2(file: String) throws {
        let tokenizer = try TokenizerLoader.load(from: "\(Self.folder)/\(file)")
        let cases = try Self.cases("gpt-2")
        #expect(cases.count >= 46)
        for (text, ids) in cases {
            #expect(try tokenizer.encode(text, addSpecialTokens: false) == ids, "\(text.debugDescription)")
            #expect(tokenizer.decode(ids, skipSpecialTokens: false) == text)
        }
    }

    @Test(.enabled(if: isPresent, "../shared/fixtures/tokenizers is absent"))
    func llama3() throws {
        let folder = try ScratchFolder()
        let path = try folder.write(try Self.llama3Document(), to: "llama3.json")
        let tokenizer = try TokenizerLoader.load(from: path)
        let cases = try Self.cases("llama-bpe")
        #expect(cases.count >= 46)
        for (text, ids) in cases {
            #expect(try tokenizer.encode(text, addSpecialTokens: false) == ids, "\(text.debugDescription)")
            #expect(tokenizer.decode(ids, skipSpecialTokens: false) == text)
        }
    }

    @Test(.enabled(if: isPresent, "../shared/fixtures/tokenizers is absent"))
    func otherKindsAreNamed() throws {
        for (file, kind) in [
            ("llama2-hf", "SentencePiece BPE"), ("phi-3-mini-hf", "SentencePiece BPE"),
            ("llama.cpp/ggml-vocab-llama-spm.gguf", "SentencePiece BPE"), ("llama3", "tiktoken"),
        ] {
            let error = #expect(throws: TokenizerError.self) {
                try TokenizerLoader.load(from: "\(Self.folder)/\(file)")
            }
            #expect(error?.description.contains(kind) == true, "\(file)")
        }
    }

    /// The vocabulary of Llama 3, published as ranks of byte strings, in the form of `tokenizer.json`: a token comes
    /// from every pair of tokens that joins into it.
    private static func llama3Document() throws -> String {
        var ranks: [[UInt8]: Int] = [:]
        let published = try String(contentsOfFile: "\(folder)/llama3/tokenizer.model", encoding: .utf8)
        for line in published.split(separator: "\n") {
            let parts = line.split(separator: " ")
            let bytes = try #require(Data(base64Encoded: String(parts[0])))
            let rank: Int = try #require(Int(parts[1]))
            ranks[[UInt8](bytes)] = rank
        }
        var vocabulary: [String] = []
        var merges: [String] = []
        for (bytes, rank) in ranks.sorted(by: { $0.value < $1.value }) {
            vocabulary.append("\(try json(bytes)):\(rank)")
            var pairs: [(left: Int, right: Int, text: String)] = []
            for cut in 0..<bytes.count where cut > 0 {
                let (left, right) = (Array(bytes[..<cut]), Array(bytes[cut...]))
                guard let leftRank = ranks[left], let rightRank = ranks[right] else { continue }
                pairs.append((leftRank, rightRank, "[\(try json(left)),\(try json(right))]"))
            }
            merges += pairs.sorted { ($0.left, $0.right) < ($1.left, $1.right) }.map(\.text)
        }
        let template = try ErrorTests.fixtureText("llama3")
        let head = try #require(template.range(of: "\"vocab\":"))
        let tokens = try #require(template.range(of: "\"added_tokens\":["))
        let tokensEnd = try #require(template.range(of: "],\"normalizer\""))
        return template[..<tokens.upperBound] + template[tokensEnd.lowerBound..<head.upperBound] + "{"
            + vocabulary.joined(separator: ",") + "},\"merges\":[" + merges.joined(separator: ",") + "]}}"
    }

    private static let letters: [String] = {
        var next: UInt32 = 0x100
        return (0..<256).map { byte in
            let isPrintable = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
            defer { if !isPrintable { next += 1 } }
            let letter = Unicode.Scalar(isPrintable ? UInt32(byte) : next).map { String($0) } ?? ""
            return letter == "\"" || letter == "\\" ? "\\" + letter : letter
        }
    }()

    private static func json(_ bytes: [UInt8]) throws -> String {
        "\"" + bytes.map { letters[Int($0)] }.joined() + "\""
    }
}
