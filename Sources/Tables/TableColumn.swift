/// A column of a batch. Rows are counted from the beginning of the batch; errors name rows of the file.
public struct TableColumn: Sendable {
    public let name: String

    /// What errors say about where the column is.
    struct Place: Sendable {
        let file: String
        let firstRow: Int
        /// Whether every cell is text, whose meaning is known to the reader only, as in CSV.
        let parsesText: Bool
    }

    /// Where cells lie.
    enum Cells: Sendable {
        case native(NativeCells)
        case values([TableValue])
    }

    private let place: Place
    private let cells: Cells

    init(name: String, place: Place, cells: Cells) {
        self.name = name
        self.place = place
        self.cells = cells
    }

    /// The number of cells, which is the number of rows of the batch.
    public var count: Int {
        switch cells {
        case .native(let cells): cells.count
        case .values(let values): values.count
        }
    }

    /// The cell of a row; the row must be one of the batch.
    public subscript(row: Int) -> TableValue {
        precondition(row >= 0 && row < count, "there is no row \(row) in a batch of \(count)")
        return switch cells {
        case .native(let cells): cells.value(at: row)
        case .values(let values): values[row]
        }
    }

    /// Whether the cell of a row is null.
    public func isNull(at row: Int) -> Bool {
        precondition(row >= 0 && row < count, "there is no row \(row) in a batch of \(count)")
        return switch cells {
        case .native(let cells): cells.isNull(at: row)
        case .values(let values): values[row].isNull
        }
    }

    /// Lends the UTF-8 bytes of a text without making a `String`; nil for a null.
    /// - Throws: `TableError` when the cell is no text, and what `body` throws.
    public func withUTF8<Result>(
        at row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) throws -> Result? {
        if isNull(at: row) { return nil }
        switch cells {
        case .native(let cells):
            if let result = try cells.withUTF8(at: row, body) { return result }
        case .values(let values):
            if case .string(var text) = values[row] { return try text.withUTF8(body) }
        }
        throw mismatch(at: row, wanted: "text")
    }

    /// The error for a cell that is not what was asked for.
    func mismatch(at row: Int, wanted: String) -> TableError {
        let found = place.parsesText ? "text that is not \(wanted)" : self[row].kindName
        return TableError(
            file: place.file, row: place.firstRow + row, problem: "column '\(name)' holds \(found), expected \(wanted)",
            cure: "mend the row, or name another column")
    }

    /// Whether texts are to be read as numbers and truth values.
    var parsesText: Bool { place.parsesText }
}
