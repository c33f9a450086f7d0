/// Rows of text cells in one contiguous buffer.
///
/// 50,000 rows cost their bytes plus eight per cell; a `String` is made only for the cell that is asked for.
public struct TextTable: Sendable {
    /// Names of the columns, in the order asked for.
    public let columns: [String]

    /// Rows left out because a cell that they need is empty.
    public internal(set) var skippedRows = 0

    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var nulls: Set<Int> = []

    /// An empty table; `byteCount` is the most that its cells can hold. Memory beyond what they do hold is never
    /// touched, while letting the buffer grow by doubling would hold it twice.
    init(columns: [String], byteCount: Int) {
        self.columns = columns
        bytes.reserveCapacity(byteCount)
    }

    /// Number of rows.
    public var rowCount: Int { columns.isEmpty ? 0 : ends.count / columns.count }

    /// The cell's text; nil where the source has null, NaN or no such field.
    ///
    /// `row` and `column` are indices from 0 and must be in range.
    public subscript(row: Int, column: Int) -> String? {
        let cell = row * columns.count + column
        guard !nulls.contains(cell) else { return nil }
        return String(decoding: bytes[(cell == 0 ? 0 : ends[cell - 1])..<ends[cell]], as: UTF8.self)
    }

    mutating func append(cell: some Collection<UInt8>) {
        bytes.append(contentsOf: cell)
        ends.append(bytes.count)
    }

    mutating func appendNull() {
        nulls.insert(ends.count)
        ends.append(bytes.count)
    }
}
