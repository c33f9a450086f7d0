import Datasets
import TestFolders
import Testing

struct CSVReaderTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func rows(_ text: String, _ columns: [String] = ["a", "b"]) throws -> [[String?]] {
        let table = try CSVReader(path: folder.write(text, to: "f.csv")).read(columns: columns)
        return try (0..<table.count).map { row in
            try table.cells(ofRow: row, columns: Array(columns.indices)).map(\.text)
        }
    }

    @Test func rowsAreReadInAnyOrderAndNameTheirLine() throws {
        let path = try folder.write("a,b\n\"x\n\ny\",1\n\n2,3\n4,5", to: "f.csv")
        let table = try CSVTable(path: path)
        let found = try [2, 0, 1, 2].map { try table.cells(ofRow: $0, columns: [1])[0].text }
        #expect(found == ["5", "1", "3", "5"])
        #expect((0..<3).map { table.place(ofRow: $0).line } == [2, 6, 7])
    }

    private func fault(_ text: String) throws -> DatasetError {
        try datasetError { try rows(text) }
    }

    @Test(arguments: [
        ("a,b\n1,2\n", [["1", "2"]]),
        ("a,b\n1,2", [["1", "2"]]),
        ("a,b\r\n1,2\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
        ("a,b\r1,2\r3,4", [["1", "2"], ["3", "4"]]),
        ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
        ("\u{FEFF}\"a\",\"b\"\n1,2\n", [["1", "2"]]),
        ("a,b\n\"x\ny\",\"p\r\nq\"\n", [["x\ny", "p\r\nq"]]),
        ("a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", [["say \"hi\"", "\""]]),
        ("a,b\n\"1,5\",2\n", [["1,5", "2"]]),
        ("a,b\n 1 ,\"  2  \"\n", [[" 1 ", "  2  "]]),
        ("a,b\n\n1,2\n\r\n   \n3,4\n\n\n", [["1", "2"], ["3", "4"]]),
        ("a,b\n,\n\"\",x\n", [["", ""], ["", "x"]]),
        ("a,b\n5\" pipe,it's \"ok\"\n", [["5\" pipe", "it's \"ok\""]]),
        ("a,b\nNA,null\n", [["NA", "null"]]),
        ("a,b\nπ,🙂\n", [["π", "🙂"]]),
        ("\n\na,b\n1,2\n", [["1", "2"]]),
        ("a,b\n", []),
        ("a,b\n1,\"2\"", [["1", "2"]]),
        ("a,b\n1,", [["1", ""]]),
        ("a,b\n\"\n\n\",\n", [["\n\n", ""]]),
    ])
    func readsLikeRFC4180AndPandas(text: String, expected: [[String]]) throws {
        #expect(try rows(text) == expected)
    }

    @Test func picksColumnsByNameInTheOrderAskedFor() throws {
        #expect(try rows("b,x,a\n1,2,3\n") == [["3", "1"]])
        #expect(try rows("b,x,a\n1,2,3\n", ["x"]) == [["2"]])
    }

    @Test func readsOtherDelimiters() throws {
        let path = try folder.write("a\tb\n1,5\t2\n\t\n", to: "f.tsv")
        let table = try CSVReader(path: path, delimiter: UInt8(ascii: "\t")).read(columns: ["a", "b"])
        #expect(table.count == 2)
        #expect(try table.row(at: 0) == ["a": .string("1,5"), "b": .string("2")])
        #expect(try table.row(at: 1) == ["a": .string(""), "b": .string("")])
    }

    @Test func skipsAndCountsRowsWithEmptyCells() throws {
        try folder.write("input,target,c\n1,,x\n,2,x\n3,4,\n\"\",5,x\n", to: "train.csv")
        let data = try makeDataset("grammar_dataset", folder.path, .train)
        #expect(data.skippedRows == 3)
        #expect(try allSamples(data) == [.separate(prompt: GrammarDataset.prompt(for: "3"), completion: "4")])
    }

    @Test func unterminatedQuoteNamesTheLineWhereItOpens() throws {
        let error = try fault("a,b\n\"x\ny\",1\n2,\"open\nmore\nmore")
        #expect((error.row, error.line) == (1, 4))
        #expect(error.problem.contains("never closed"))
        #expect(error.description.hasSuffix("two quotes"))
        #expect(error.description.contains("f.csv: row 1 (from 0), line 4: "))
    }

    @Test func raggedRowsNameRowAndLine() throws {
        let short = try fault("a,b\n1,2\n\n\"x\ny\"\n3,4\n")
        #expect((short.row, short.line) == (1, 4))
        #expect(short.problem == "the row has 1 fields, the header 2")
        let long = try fault("a,b\r\n1,2,3\r\n")
        #expect((long.row, long.line) == (0, 2))
    }

    @Test func textAfterAClosingQuoteIsAnError() throws {
        let error = try fault("a,b\n1,2\n\"x\"y,2\n")
        #expect((error.row, error.line) == (1, 3))
        #expect(error.cure.contains("two quotes"))
    }

    @Test func missingColumnsNameTheNearest() throws {
        let error = try datasetError { try rows("input,Target\n1,2\n", ["input", "target"]) }
        #expect(error.description.contains("no column 'target'; did you mean 'Target'? known columns: Target, input"))
        let twice = try datasetError { try rows("a,a,b\n1,2,3\n") }
        #expect(twice.problem == "there are 2 columns 'a'")
    }

    @Test func invalidUTF8NamesLineAndOffset() throws {
        let bytes = Array("a,b\n1,2\ncaf".utf8) + [0xE9] + Array(",x\n".utf8)
        let path = try folder.write(bytes, to: "latin.csv")
        let error = try datasetError { try CSVReader(path: path).read(columns: ["a"]) }
        #expect(error.line == 3)
        #expect(error.description.contains("byte 0xE9 at offset 11"))
        #expect(error.cure.contains("iconv -f WINDOWS-1252"))
        let utf16 = try folder.write([0xFF, 0xFE, 0x61, 0], to: "utf16.csv")
        #expect(try datasetError { try CSVReader(path: utf16).read(columns: ["a"]) }.cure.contains("UTF-16"))
    }

    @Test(arguments: [
        [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xF0, 0x8F, 0x80, 0x80],
        [0xE2, 0x82, 0x41],
    ])
    func refusesEveryKindOfBadUTF8(bytes: [UInt8]) throws {
        let path = try folder.write(Array("a\n".utf8) + bytes, to: "bad.csv")
        #expect(try datasetError { try CSVReader(path: path).read(columns: ["a"]) }.line == 2)
    }

    @Test func acceptsTheWholeUnicodeRange() throws {
        let text = "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
        #expect(try rows("a,b\n\(text),x\n") == [[text, "x"]])
    }

    @Test func emptyMissingAndFolder() throws {
        #expect(try fault("").problem == "the file is empty")
        #expect(try fault("\u{FEFF}").problem == "the file is empty")
        #expect(try fault("\n \n").problem == "the file is empty")
        let missing = try datasetError { try CSVReader(path: folder.path + "/no.csv").read(columns: ["a"]) }
        #expect(missing.description == "\(folder.path)/no.csv: no such file; check the path")
        #expect(try datasetError { try CSVReader(path: folder.path).read(columns: ["a"]) }.problem == "is a folder")
    }

    @Test func messagesStayOnOneLine() throws {
        let error = try fault("\"a\nb\",c\n1,2\n")
        #expect(!error.description.contains { $0.isNewline })
    }
}
