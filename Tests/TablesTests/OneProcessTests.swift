import Tables
import Testing
import Torch

/// libtorch and Arrow work in one process.
@Suite struct OneProcessTests {
    @Test func aColumnBecomesATensor() throws {
        let reader = try TableReader(path: Places.fixture("brotli.parquet"))
        let batch = try #require(try reader.batches(columns: ["byte"]).next())
        let column = try batch.column("byte")
        let values = try (0..<batch.rowCount).map { Int64(try column.int(at: $0) ?? 0) }
        let tensor = try Tensor(values, shape: [values.count])
        #expect(try tensor.sum().int64Item() == values.reduce(0, +))
        #expect(throws: TorchError.self) { try tensor.reshape([3]) }
        #expect(throws: TableError.self) { try TableReader(path: Places.fixture("absent.parquet")) }
    }
}
