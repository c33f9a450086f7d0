import ModelFiles
import Tables
import Testing

/// Parquet and Arrow files hold what the script that wrote them says.
@Suite struct ColumnarFileTests {
    private static let files = [
        "none.parquet", "snappy.parquet", "gzip.parquet", "zstd.parquet", "lz4.parquet", "brotli.parquet",
        "encodings.parquet", "plain.arrow", "lz4.arrow", "zstd.arrow", "stream.arrow",
    ]

    private func expected() throws -> [TableValue] {
        try #require(try JSONValue(contentsOf: Places.fixture("rows.json")).arrayValue).map { Expected.value($0) }
    }

    @Test(arguments: files) func holdsTheRows(_ file: String) throws {
        let live = TableMemory.liveHandlesOnThread
        let expected = try expected()
        for batchRows in [1, 7, 1000] {
            let rows = try Expected.rows(of: Places.fixture(file), batchRows: batchRows)
            #expect(rows.count == expected.count)
            for (row, wanted) in zip(rows, expected) { #expect(Expected.same(row, wanted)) }
        }
        #expect(TableMemory.liveHandlesOnThread == live)
    }

    @Test(arguments: files) func readsChosenColumnsInChosenOrder(_ file: String) throws {
        let expected = try expected()
        let rows = try Expected.rows(of: Places.fixture(file), columns: ["turns", "text", "person"])
        for (row, wanted) in zip(rows, expected) {
            let parts = ["turns", "text", "person"].map { ($0, wanted[$0] ?? .null) }
            #expect(Expected.same(row, .structure(parts)))
        }
    }

    @Test func tellsColumnsAndRows() throws {
        let reader = try TableReader(path: Places.fixture("snappy.parquet"))
        #expect(reader.format == .parquet)
        #expect(reader.rowCount == 20)
        let types = Dictionary(uniqueKeysWithValues: reader.columns.map { ($0.name, $0.type.description) })
        #expect(types["flag"] == "bool")
        #expect(types["tiny"] == "int")
        #expect(types["matrix"] == "list<list<int>>")
        #expect(types["turns"] == "list<struct<role: string, content: string>>")
        #expect(types["counts"] == "list<struct<key: string, value: int>>")
        #expect(types["category"] == "string")
        #expect(types["nothing"] == "null")
        #expect(try TableReader(path: Places.fixture("plain.arrow")).rowCount == 20)
        #expect(try TableReader(path: Places.fixture("plain.arrow")).format == .arrowFile)
        #expect(try TableReader(path: Places.fixture("stream.arrow")).format == .arrowStream)
    }

    @Test func readsNewerLayouts() throws {
        let rows = try Expected.rows(of: Places.fixture("views.arrow"))
        let wanted: [[TableValue]] = [
            [.string("short"), .double(1.5), .list([.int(1)])], [.null, .null, .null],
            [.string("a text that is longer than twelve bytes"), .double(-2), .list([.int(2), .int(3)])],
        ]
        #expect(rows.map { $0.structureValue?.map(\.value) } == wanted)
    }

    @Test func namesWhatCannotBeRead() throws {
        let odd = Places.fixture("odd.parquet")
        let types = try TableReader(path: odd).columns.map(\.type)
        #expect(types == [.string, .unsupported("duration[s]"), .int, .string])
        #expect(Expected.failure(odd)?.contains("column 'span' is of type duration[s]; leave the column out") == true)
        #expect(Expected.failure(odd, columns: ["text"]) == nil)
        #expect(Expected.failure(odd, columns: ["big"])?.contains("row 1 (from 0): column 'big' holds 922") == true)
        let raw = Expected.failure(odd, columns: ["raw"])
        #expect(raw?.contains("odd.parquet: row 2 (from 0): column 'raw' holds bytes that are not UTF-8") == true)
    }

    @Test func namesMissingColumns() throws {
        let failure = Expected.failure(Places.fixture("none.parquet"), columns: ["persn"])
        #expect(failure?.contains("there is no column 'persn'; did you mean 'person'? it has 'flag', ") == true)
    }

    @Test func givesTypedCells() throws {
        let reader = try TableReader(path: Places.fixture("zstd.parquet"))
        let batch = try #require(try reader.batches().next())
        #expect(try batch.column("byte").int(at: 3) == 24)
        #expect(try batch.column("byte").double(at: 3) == 24)
        #expect(try batch.column("flag").bool(at: 0) == true)
        #expect(try batch.column("large_text").string(at: 0) == "")
        #expect(try batch.column("scores").list(at: 2) == [.double(2), .double(2.5)])
        #expect(try batch.column("large_text").withUTF8(at: 1) { $0.count } == 12)
        #expect(try batch.column("large_text").strings().count == 20)
        #expect(throws: TableError.self) { try batch.column("byte").string(at: 2) }
        let error = #expect(throws: TableError.self) { try batch.column("large_text").int(at: 4) }
        #expect(error?.row == 4)
        #expect(error?.problem == "column 'large_text' holds text, expected an integer")
    }
}
