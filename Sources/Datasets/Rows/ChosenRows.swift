/// Some rows of another source, such as those of one language.
struct ChosenRows: RowSource {
    let rows: any RowSource
    /// Rows of `rows`, in the order to show them.
    let chosen: [Int]

    var origin: String { rows.origin }
    var columns: [String] { rows.columns }
    var count: Int { chosen.count }

    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        try rows.cells(ofRow: chosen[row], columns: columns)
    }

    func place(ofRow row: Int) -> RowPlace { rows.place(ofRow: chosen[row]) }
}
