/// Some consecutive rows of a table, column by column. May be read on any thread.
public struct TableBatch: Sendable {
    /// The number that the first row has in the file, from 0.
    public let firstRow: Int

    public let rowCount: Int

    /// The chosen columns, in the order in which they were chosen; without a choice, those of the file in its order.
    public let columns: [TableColumn]

    private let file: String

    init(file: String, firstRow: Int, rowCount: Int, columns: [TableColumn]) {
        self.file = file
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.columns = columns
    }

    /// The column of that name.
    /// - Throws: `TableError` that lists the columns when there is none.
    public func column(_ name: String) throws -> TableColumn {
        guard let column = columns.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw ColumnChoice.missing(name, in: file, present: columns.map(\.name))
        }
        return column
    }

    /// The cells of a row, in the order of `columns`; the row is counted from the beginning of the batch.
    public func row(_ row: Int) -> [TableValue] { columns.map { $0[row] } }
}
