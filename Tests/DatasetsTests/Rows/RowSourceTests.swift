import Datasets
import TestFolders
import Testing

/// Rows that come from elsewhere, as those of Parquet files do.
struct RowSourceTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private struct HeldRows: RowSource {
        let origin: String
        let columns: [String]
        let rows: [[CellValue]]
        var count: Int { rows.count }
        func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] { columns.map { rows[row][$0] } }
    }

    private struct HeldOpener: TableOpener {
        let endings = [".held"]
        let columns: [String]
        let rows: [[CellValue]]
        func open(_ path: String) throws -> any RowSource { HeldRows(origin: path, columns: columns, rows: rows) }
    }

    @Test func everyDataSetTakesRowsOfAnySource() throws {
        try folder.write("-", to: "train-00000-of-00001.held")
        func samples(_ name: String, _ columns: [String], _ rows: [[CellValue]]) throws -> [Sample] {
            try allSamples(
                makeDataset(
                    name, folder.path, .train, openers: [HeldOpener(columns: columns, rows: rows)]))
        }
        #expect(
            try samples(
                "samsum_dataset", ["id", "dialogue", "summary"],
                [[.int(1), .string("d"), .string("s")], [.int(2), .null, .string("s")]])
                == [.separate(prompt: "Summarize this dialog:\nd\n---\nSummary:\n", completion: "s")])
        #expect(
            try samples("grammar_dataset", ["target", "input"], [[.string("t"), .string("i")]])
                == [.separate(prompt: GrammarDataset.prompt(for: "i"), completion: "t")])
        #expect(
            try samples("alpaca_dataset", ["instruction", "input", "output"], [[.string("i"), .null, .string("o")]])
                == [.joined(prompt: AlpacaDataset.prompt(instruction: "i", input: ""), completion: "o")])
        #expect(
            try samples("sst_2", ["idx", "sentence", "label"], [[.int(0), .string("x"), .int(1)]])
                == [.separate(prompt: SST2Dataset.prompt(for: "x"), completion: "positive")])
        #expect(
            try samples(
                "iwslt_14", ["translation"], [[.structure(["de": .string("ja"), "en": .string("yes")])]])
                == [.separate(prompt: IWSLT14Dataset.prompt(for: "yes", from: "en", into: "de"), completion: "ja")])
    }

    @Test func readsJSONWithNestedValues() throws {
        let path = try folder.write(
            #"{"a": [1, -2.5, true, null, "x"], "b": {"c": {"d": "e"}}}"# + "\n\n" + #"{"z": 3, "a": "é"}"#,
            to: "f.jsonl")
        let table = try JSONTable(path: path)
        #expect(table.columns == ["a", "b", "z"])
        #expect(
            try table.row(at: 0) == [
                "a": .list([.int(1), .double(-2.5), .bool(true), .null, .string("x")]),
                "b": .structure(["c": .structure(["d": .string("e")])]), "z": .null,
            ])
        #expect(try table.cells(ofRow: 1, columns: [2, 0]) == [.int(3), .string("é")])
        #expect(table.place(ofRow: 1) == RowPlace(file: path, row: 1, line: 3))
        let list = try JSONTable(path: folder.write("[{\"a\": 1},\n {\"a\": 2}]", to: "f.json"))
        #expect(try list.cells(ofRow: 1, columns: [0]) == [.int(2)])
        let bad = try folder.write("{\"a\": 1}\n{\"a\": [1, }\n", to: "bad.jsonl")
        let error = try datasetError { try JSONTable(path: bad) }
        #expect((error.row, error.line) == (1, 2))
    }

    @Test func readsCSVWithoutLosingText() throws {
        let table = try CSVTable(path: folder.write("\u{FEFF}a,b\n\"1\n2\",x\n", to: "f.csv"))
        #expect(try table.row(at: 0) == ["a": .string("1\n2"), "b": .string("x")])
    }

    @Test func shardsAreJoinedAndFaultsNameTheirFile() throws {
        try folder.write(#"{"sentence": "a", "label": 1}"#, to: "train-00000-of-00002.jsonl")
        let second = try folder.write(#"{"label": 5, "sentence": "b"}"#, to: "train-00001-of-00002.jsonl")
        let data = try makeDataset("sst_2", folder.path, .train)
        #expect(data.count == 2)
        #expect(try parts(data.sample(at: 0)).completion == "positive")
        let error = try datasetError { try data.sample(at: 1) }
        #expect((error.file, error.row, error.line) == (second, 0, 1))
    }

    @Test func unknownKindsOfFilesAreNamed() throws {
        let path = try folder.write("PAR1", to: "rows.parquet")
        let error = try datasetError { try makeDataset("sst_2", path, .train) }
        #expect(
            error.description
                == "\(path): is of no kind that sst_2 reads; give a file that ends in .csv, .tsv, .jsonl, .json")
    }
}
