/// Rows of named columns, wherever they come from: CSV, TSV, JSON, Parquet, Arrow.
///
/// A data set reads every format through this, so it does not know which one it has.
public protocol RowSource: Sendable {
    /// Where the rows come from, for messages: usually the path of a file.
    var origin: String { get }

    /// Names of the columns.
    var columns: [String] { get }

    /// Number of rows.
    var count: Int { get }

    /// The cells of `row` (from 0) in the columns at the indices `columns`, in their order; a cell that the row lacks
    /// is null. May be called from several threads at once.
    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue]

    /// Where `row` is found, for messages.
    func place(ofRow row: Int) -> RowPlace
}

extension RowSource {
    public func place(ofRow row: Int) -> RowPlace { RowPlace(file: origin, row: row) }

    /// All cells of `row`, by the names of their columns.
    public func row(at row: Int) throws -> [String: CellValue] {
        let cells = try cells(ofRow: row, columns: Array(columns.indices))
        return Dictionary(zip(columns, cells)) { $1 }
    }

    /// The error for a fault in `row`.
    public func error(row: Int, _ problem: String, cure: String) -> DatasetError {
        let place = place(ofRow: row)
        return DatasetError(file: place.file, row: place.row, line: place.line, problem: problem, cure: cure)
    }
}
