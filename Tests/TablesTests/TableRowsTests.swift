import Dispatch
import Synchronization
import Tables
import TestFolders
import Testing

/// Any row of a file is the one that reading from front to back gives.
@Suite struct TableRowsTests {
    private static let files = ["many.parquet", "many.arrow", "many_stream.arrow", "snappy.parquet", "lz4.arrow"]

    private func row(_ rows: TableRows, _ row: Int) throws -> [TableValue] {
        let batch = try rows.batch(holding: row)
        return batch.row(row - batch.firstRow)
    }

    @Test(arguments: files) func anyOrderGivesTheSameRows(_ file: String) throws {
        let live = TableMemory.liveHandlesOnThread
        let reader = try TableReader(path: Places.fixture(file))
        let names = reader.columns.map(\.name)
        let expected = try Expected.rows(reader, batchRows: 100).map { $0.structureValue?.map(\.value) ?? [] }
        #expect(try reader.countRows() == expected.count)
        do {
            let rows = try TableRows(reader, columns: names)
            // From the back, in leaps, and from the front.
            let leaps = (0..<200).map { $0 * 7919 % expected.count }
            for index in Array(stride(from: expected.count - 1, through: 0, by: -97)) + leaps {
                #expect(Expected.same(.list(try row(rows, index)), .list(expected[index])), "row \(index)")
            }
            for index in expected.indices {
                #expect(Expected.same(.list(try row(rows, index)), .list(expected[index])), "row \(index)")
            }
        }
        #expect(TableMemory.liveHandlesOnThread == live)
    }

    @Test func chosenColumnsComeInTheirOrder() throws {
        let reader = try TableReader(path: Places.fixture("many.parquet"))
        let rows = try TableRows(reader, columns: ["list", "number"])
        #expect(try row(rows, 2999) == [.list([.int(0), .int(1)]), .int(2999)])
        #expect(try row(rows, 1301) == [.list([.int(0), .int(1)]), .int(1301)])
        #expect(throws: TableError.self) { try TableRows(reader, columns: ["lost"]) }
    }

    @Test(arguments: files.prefix(3)) func threadsMayShareOne(_ file: String) throws {
        let rows = try TableRows(TableReader(path: Places.fixture(file)), columns: ["number", "text"])
        let wrong = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for index in stride(from: thread, to: 3000, by: 4) {
                guard (try? row(rows, index))?.first != .int(index) else { continue }
                wrong.withLock { $0.append(index) }
            }
        }
        #expect(wrong.withLock { $0 }.isEmpty)
    }

    @Test func textIsNotReadThisWay() throws {
        let folder = try ScratchFolder()
        let table = try TableReader(path: folder.write("a\n1\n", to: "f.csv"))
        let error = #expect(throws: TableError.self) { try TableRows(table, columns: ["a"]) }
        #expect(
            error?.description.hasSuffix("CSV is read from front to back only; convert the file to Parquet") == true)
    }

    @Test func rowsBeyondTheEndAreNamed() throws {
        let rows = try TableRows(TableReader(path: Places.fixture("many.arrow")), columns: ["number"])
        let error = #expect(throws: TableError.self) { try rows.batch(holding: 3000) }
        #expect(error?.row == 3000)
        #expect(try row(rows, 0) == [.int(0)])
    }
}
