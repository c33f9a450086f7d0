import ModelFiles
import Tables
import TestFolders
import Testing

/// CSV and JSON are read as Python reads them.
@Suite struct TextFileTests {
    @Test func csvLikePython() throws {
        let cases = try #require(try JSONValue(contentsOf: Places.fixture("csv_cases.json")).arrayValue)
        #expect(cases.count > 140)
        let folder = try ScratchFolder()
        for item in cases {
            let text = try #require(item["text"]?.stringValue)
            let header = try #require(item["header"]?.arrayValue).compactMap(\.stringValue)
            let wanted = try #require(item["rows"]?.arrayValue).map { $0.arrayValue?.compactMap(\.stringValue) ?? [] }
            let reader = try TableReader(path: try folder.write(text, to: "case.csv"))
            #expect(reader.columns.map(\.name) == header, "\(text.debugDescription)")
            let rows = try Expected.rows(reader).map { $0.structureValue?.compactMap(\.value.stringValue) ?? [] }
            #expect(rows == wanted, "\(text.debugDescription)")
        }
    }

    @Test func jsonLikePython() throws {
        let cases = try #require(try JSONValue(contentsOf: Places.fixture("json_cases.json")).arrayValue)
        #expect(cases.count > 60)
        let folder = try ScratchFolder()
        let lines = try cases.map { try #require($0["line"]?.stringValue) }
        let files = [
            try folder.write(lines.joined(separator: "\n"), to: "plain.jsonl"),
            try folder.write("\u{FEFF}\n\n" + lines.joined(separator: "\r\n \r\n") + "\r\n\n", to: "blank.ndjson"),
            try folder.write("[" + lines.joined(separator: ",") + "]", to: "tight.json"),
            try folder.write("\u{FEFF} [\n\n" + lines.joined(separator: "\n ,\r\n") + " ] \n", to: "wide.json"),
        ]
        for file in files {
            let rows = try Expected.rows(of: file)
            #expect(rows.count == cases.count)
            for (row, item) in zip(rows, cases) {
                let wanted = item["row"].flatMap { Expected.value($0).structureValue } ?? []
                for (name, value) in wanted {
                    #expect(Expected.same(row[name] ?? .null, value), "\(name) of \(item)")
                }
                // Columns that the row does not have are null in it.
                let present = Set(wanted.map(\.name))
                let others = try #require(row.structureValue).filter { !present.contains($0.name) }
                #expect(others.filter { !$0.value.isNull }.isEmpty)
            }
        }
    }

    @Test func readsTabsAndChosenQuoting() throws {
        let folder = try ScratchFolder()
        let tsv = try folder.write("a\tb\n\"x\ty\"\t1\n", to: "quoted.tsv")
        #expect(try Expected.rows(of: tsv) == [.structure([("a", .string("x\ty")), ("b", .string("1"))])])
        let open = try folder.write("a\tb\n\"x\t1\n\"y\"\t2\n", to: "open.tsv")
        let rows = try Expected.rows(TableReader(path: open, options: TableOptions(quotes: false)))
        #expect(rows.map { $0["a"] } == [.string("\"x"), .string("\"y\"")])
        let bare = try folder.write("1;2\n3;4\n", to: "bare.csv")
        let reader = try TableReader(path: bare, options: TableOptions(delimiter: ";", hasHeader: false))
        #expect(reader.columns.map(\.name) == ["f0", "f1"])
        #expect(try Expected.rows(reader).count == 2)
        let batch = try #require(try reader.batches().next())
        #expect(try batch.column("f1").int(at: 1) == 4)
        #expect(try batch.column("f1").double(at: 1) == 4)
        #expect(try batch.column("f0").bool(at: 0) == true)
        #expect(throws: TableError.self) { try batch.column("f0").bool(at: 1) }
    }

    @Test func jsonColumnsMayAppearLateAndDiffer() throws {
        let folder = try ScratchFolder()
        var text = String(repeating: "{\"a\": null}\n", count: 1500)
        text += "{\"a\": \"2024-01-01T00:00:00Z\", \"b\": 1}\n{\"a\": 2}\n"
        let path = try folder.write(text, to: "late.jsonl")
        let reader = try TableReader(path: path)
        #expect(reader.columns == [TableField(name: "a", type: .null)])
        let rows = try Expected.rows(reader, batchRows: 1000)
        #expect(rows[1500]["a"] == .string("2024-01-01T00:00:00Z"))
        #expect(rows[1501]["a"] == .int(2))
        #expect(try Expected.rows(reader, columns: ["b"], batchRows: 1000)[1500]["b"] == .int(1))
        #expect(Expected.failure(path, columns: ["c"])?.contains("no column 'c'") == true)
        let short = try folder.write("{\"text\": 1}\n", to: "short.jsonl")
        let failure = Expected.failure(short, columns: ["txet"])
        #expect(failure?.hasSuffix("no column 'txet'; did you mean 'text'? it has 'text'") == true)
    }

    @Test func longRowsAndManyBlocks() throws {
        let folder = try ScratchFolder()
        let long = String(repeating: "x", count: 300_000)
        let lines = (0..<20).map { "{\"i\": \($0), \"t\": \"\(long)\"}" }
        for path in [
            try folder.write(lines.joined(separator: "\n"), to: "long.jsonl"),
            try folder.write("[\(lines.joined(separator: ","))]", to: "long.json"),
            try folder.write(
                "i,t\n" + (0..<20).map { "\($0),\"\(long)\"\n" }.joined(), to: "long.csv"),
        ] {
            let reader = try TableReader(path: path)
            var (rows, bytes) = (0, 0)
            try reader.forEachBatch { batch in
                for row in 0..<batch.rowCount {
                    #expect(try batch.column("i").int(at: row) == batch.firstRow + row)
                    bytes += try batch.column("t").withUTF8(at: row) { $0.count } ?? 0
                }
                rows += batch.rowCount
            }
            #expect(rows == 20 && bytes == 6_000_000)
        }
        let narrow = TableOptions(blockBytes: 100_000)
        let failure = Expected.failure("\(folder.path)/long.csv", options: narrow)
        #expect(failure?.contains("a row is longer than") == true)
    }
}
