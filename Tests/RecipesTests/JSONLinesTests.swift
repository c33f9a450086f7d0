import ModelFiles
import Recipes
import TestFolders
import Testing
import TestingSupport

@Suite("JSON lines")
struct JSONLinesTests {
    private let toy: Toy

    init() throws { toy = try Toy() }

    /// Scores the texts of a file of these bytes.
    private func score(_ bytes: [UInt8]) throws -> [Int] {
        var settings = ScoreCommandSettings()
        settings.model = toy.modelSettings
        settings.score.input = try toy.scratch.write(bytes, to: "texts.jsonl")
        var tokens: [Int] = []
        try ScoreRecipe(settings).run { index, score in
            #expect(index == tokens.count)
            tokens.append(score.tokens)
        }
        return tokens
    }

    private func message(_ text: String) throws -> String {
        let error = #expect(throws: (any Error).self) { try score(Array(text.utf8)) }
        return "\(try #require(error))"
    }

    @Test("blank lines, CRLF, blanks around and a missing last line end do no harm")
    func forms() throws {
        #expect(
            try score(
                Array("{\"text\":\"ab\"}\r\n\r\n \t{ \"text\" : \"abc\", \"more\": [1] } \n\n{\"text\":\"\"}".utf8))
                == [2, 3, 0])
    }

    @Test("errors tell the file's line, blank ones counted, and come before any work")
    func errors() throws {
        #expect(try message("{\"text\":\"a\"}\n\n{\"text\":\"b\"").contains("texts.jsonl, line 3"))
        #expect(try message("{\"text\":\"a\"}\n\"b\"\n").contains("line 2: not a JSON object"))
        #expect(try message("\n{\"texts\":\"a\"}\n").contains("line 2: has no \"text\""))
        #expect(try message(" \n\n").contains("texts.jsonl: holds no line"))
        #expect(try message("{\"text\":\"a\"}}\n").contains("line 1"))
    }

    @Test("an error never spans lines, whatever the file holds")
    func oneLine() throws {
        for text in ["{\"a\r\nb\": 1}", "{\"text\u{2028}\": \"a\"}", "[\u{1B}[31m]", "{\"\\n\": \"\\u0000\"}"] {
            let message = try message(text)
            #expect(!message.contains { $0.isNewline }, "\(message)")
            #expect(!message.unicodeScalars.contains { $0.value < 0x20 }, "\(message)")
        }
    }
}
