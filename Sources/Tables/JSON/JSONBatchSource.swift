/// Rows of a JSON file as batches.
///
/// Arrow's reader of JSON lines is not used: it settles the columns and their types after its first block and refuses
/// a file whose later rows differ, turns texts that look like dates into dates, and deep nesting ends the process.
final class JSONBatchSource: BatchSource {
    private let path: String
    private let rows: JSONRows
    private let takesAll: Bool
    private let batchRows: Int
    private var names: [String]
    private var indices: [String: Int]
    private var seen: [Bool]
    private var rowsGiven = 0

    /// How much text of rows makes a batch, when it is not full before.
    private static let batchBytes = 4 << 20

    init(path: String, format: TableFormat, columns: [String], takesAll: Bool, batchRows: Int) throws {
        self.path = path
        self.takesAll = takesAll
        self.batchRows = batchRows
        names = columns
        indices = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        seen = columns.map { _ in false }
        rows = try JSONRows(path: path, format: format)
    }

    func next() throws -> TableBatch? {
        var cells: [[TableValue]] = names.map { _ in [] }
        var (count, size) = (0, 0)
        while count < batchRows, size < Self.batchBytes {
            let length = try rows.next { text in
                try parse(text, row: count, into: &cells)
                return text.count
            }
            guard let length else { break }
            count += 1
            size += length
            for i in cells.indices where cells[i].count < count { cells[i].append(.null) }
        }
        if count == 0 {
            try checkAllSeen()
            return nil
        }
        let place = TableColumn.Place(file: path, firstRow: rowsGiven, parsesText: false)
        let columns = zip(names, cells).map { TableColumn(name: $0, place: place, cells: .values($1)) }
        let batch = TableBatch(file: path, firstRow: rowsGiven, rowCount: count, columns: columns)
        rowsGiven += count
        return batch
    }

    private func parse(_ text: UnsafeBufferPointer<UInt8>, row: Int, into cells: inout [[TableValue]]) throws {
        var parser = JSONRowParser(text)
        try parser.parseRow(
            wants: { takesAll || indices[$0] != nil },
            give: { key, value in
                let index = indices[key] ?? addColumn(key, to: &cells, rows: row)
                seen[index] = true
                if cells[index].count > row {
                    cells[index][row] = value
                } else {
                    cells[index].append(value)
                }
            })
    }

    /// A column that the first rows did not have.
    private func addColumn(_ name: String, to cells: inout [[TableValue]], rows: Int) -> Int {
        names.append(name)
        seen.append(true)
        indices[name] = names.count - 1
        cells.append(Array(repeating: .null, count: rows))
        return names.count - 1
    }

    private func checkAllSeen() throws {
        guard !takesAll, let index = seen.firstIndex(of: false) else { return }
        let present = try JSONSchema(path: path, format: rows.format).fields.map(\.name)
        throw ColumnChoice.missing(names[index], in: path, present: present)
    }
}
