import Datasets
import TestFolders
import Testing

struct JSONTableTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func rows(_ text: String, file: String = "f.json") throws -> [[String?]] {
        let table = try JSONTable(path: folder.write(text, to: file), requiredTexts: ["a"], optionalTexts: ["b"])
        return try (0..<table.count).map { try table.cells(ofRow: $0, columns: [0, 1]).map(\.text) }
    }

    private func fault(_ text: String, file: String = "f.json") throws -> DatasetError {
        try datasetError { try rows(text, file: file) }
    }

    @Test func readsAListOfObjects() throws {
        let text = #"""
            [ {"a": "x", "b": "y"}, {"b":null,"a":""},
              {"other": [1, -2.5e3, {"deep": [true, false, null, NaN, -Infinity]}, "t\"x"], "a": "z"},
              {"a": "first", "a": "last", "b": NaN} ]
            """#
        #expect(try rows(text) == [["x", "y"], ["", nil], ["z", nil], ["last", nil]])
        #expect(try rows("[]") == [])
        #expect(try rows("\u{FEFF}[{\"a\":\"x\"}]") == [["x", nil]])
    }

    @Test func undoesEscapes() throws {
        let text = #"[{"a": "\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude42 π", "\u0062": "key"}]"#
        #expect(try rows(text) == [["\"\\/\u{8}\u{C}\n\r\té€🙂 π", "key"]])
    }

    @Test func readsJSONLines() throws {
        let text = "{\"a\": \"1\"}\r\n\n{\"a\": \"2\", \"b\": \"x\\ny\"}  \n{\"a\": \"3\"}"
        #expect(try rows(text, file: "f.jsonl") == [["1", nil], ["2", "x\ny"], ["3", nil]])
    }

    @Test(arguments: [
        (#"[{"a": "x"}, {"b": "y"}]"#, 1, "the field 'a' is missing"),
        (#"[{"a": "x"}, {"a": "y"}, {"a": null}]"#, 2, "the field 'a' is null or NaN, not text"),
        (#"[{"a": NaN}]"#, 0, "the field 'a' is null or NaN, not text"),
        (#"[{"a": 12}]"#, 0, "the field 'a' is a number, not text"),
        (#"[{"a": ["x"]}]"#, 0, "the field 'a' is a list, not text"),
        (#"[{"a": {"x": 1}}]"#, 0, "the field 'a' is an object, not text"),
        (#"[{"a": "x", "b": true}]"#, 0, "the field 'b' is true or false, not text"),
        (#"[{"a": "x"}, 3]"#, 1, "the row is not an object"),
        (#"[{"a": "x"} {"a": "y"}]"#, 1, "expected ',' or ']' after an object"),
        (#"[{"a": "x"},]"#, 1, "the row is not an object"),
        (#"[{"a": "x" "b": "y"}]"#, 0, "expected ',' or '}' after a field"),
        (#"[{"a" "x"}]"#, 0, "expected ':' after the name of a field"),
        (#"[{a: "x"}]"#, 0, "expected the name of a field in quotes"),
        (#"[{"a": x}]"#, 0, "expected a value"),
        (#"[{"a": "x"}"#, 1, "expected ',' or ']' after an object"),
        (#"[{"a": "x"#, 0, "the file ends inside a text"),
        (#"[{"a": "\x"}]"#, 0, "unknown escape in a text"),
        (#"[{"a": "\ud83d"}]"#, 0, "a \\u escape is not a character"),
        (#"[{"a": "\u12"}]"#, 0, "a \\u escape is not a character"),
        ("[{\"a\": \"x\ny\"}]", 0, "there is a control character inside a text"),
        (#"[{"a": "x"}] []"#, 1, "text follows the end of the list"),
        (#"{"a": "x"}"#, 0, "the file is not a list of objects"),
    ])
    func faultsNameTheRow(text: String, row: Int, problem: String) throws {
        let error = try fault(text)
        #expect((error.row, error.problem) == (row, problem))
        #expect(error.line != nil)
        #expect(!error.description.contains { $0.isNewline })
    }

    @Test func faultsNameTheLine() throws {
        let error = try fault("[\n  {\"a\": \"x\"},\n  {\n    \"b\": \"y\"\n  }\n]")
        #expect((error.row, error.line) == (1, 3))
        #expect(error.description.hasSuffix("the field 'a' is missing; each row needs 'a' as text"))
        let lines = try fault("{\"a\": \"x\"}\n\n{\"a\": 1}\n", file: "f.jsonl")
        #expect((lines.row, lines.line) == (1, 3))
    }

    @Test func linesHoldOneObjectEach() throws {
        #expect(try fault("{\"a\": \"x\"} {\"a\": \"y\"}", file: "f.jsonl").problem == "expected one object per line")
        #expect(try fault("{\"a\":\n \"x\"}", file: "f.jsonl").problem == "expected one object per line")
        #expect(try fault("[{\"a\": \"x\"}]", file: "f.jsonl").problem == "the row is not an object")
    }

    @Test func refusesDeepNestingInsteadOfOverflowing() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(try fault("[{\"a\": \"x\", \"c\": \(deep)").problem.contains("nested more than"))
    }

    @Test func refusesEmptyAndInvalidFiles() throws {
        #expect(try fault("").problem == "the file is empty")
        #expect(try fault("  \n").problem == "the file is not a list of objects")
        let path = try folder.write(Array("[\n{\"a\": \"".utf8) + [0xFF] + Array("\"}]".utf8), to: "bad.json")
        let error = try datasetError { try JSONTable(path: path, requiredTexts: ["a"]) }
        #expect(error.line == 2)
    }
}
