import Datasets
import Synchronization
import Tables

/// The rows of a Parquet or Arrow file as data sets see them.
///
/// A row is decoded when it is asked for, of its columns only the wanted ones.
final class ArrowRows: RowSource {
    let columns: [String]
    let count: Int
    private let table: TableReader

    /// One reader for each choice of columns, of which a data set has one or two.
    private let readers = Mutex<[[Int]: TableRows]>([:])

    init(_ table: TableReader) throws {
        self.table = table
        columns = table.columns.map(\.name)
        count = try table.countRows()
    }

    var origin: String { table.path }

    func cells(ofRow row: Int, columns wanted: [Int]) throws -> [CellValue] {
        guard !wanted.isEmpty else { return [] }
        return try DatasetError.translating {
            let batch = try reader(of: wanted).batch(holding: row)
            return batch.row(row - batch.firstRow).map { CellValue($0) }
        }
    }

    private func reader(of wanted: [Int]) throws -> TableRows {
        try readers.withLock { readers in
            if let reader = readers[wanted] { return reader }
            let reader = try TableRows(table, columns: wanted.map { columns[$0] })
            readers[wanted] = reader
            return reader
        }
    }
}

extension CellValue {
    /// The same value, as data sets know it. Of parts with equal names, the last one counts, as in JSON.
    init(_ value: TableValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = value.isNaN ? .null : .double(value)
        case .string(let text): self = .string(text)
        case .list(let values): self = .list(values.map { CellValue($0) })
        case .structure(let parts):
            self = .structure(Dictionary(parts.map { ($0.name, CellValue($0.value)) }) { $1 })
        }
    }
}
