import NearestNames

/// The rows of another source with some of its columns under other names.
struct RenamedRows: RowSource {
    let rows: any RowSource
    let columns: [String]
    private let positions: [Int]

    /// Takes the columns `names` of `rows` and calls each as the pair says; one that is absent is an error.
    init(_ rows: any RowSource, _ names: [(found: String, wanted: String)]) throws {
        self.rows = rows
        columns = names.map(\.wanted)
        positions = try names.map { name in
            guard let position = rows.columns.firstIndex(of: name.found) else {
                throw DatasetError(
                    file: rows.origin, problem: "there is no column '\(name.found)'",
                    cure: NearestMatch.hint(for: name.found, among: rows.columns, kind: "columns"))
            }
            return position
        }
    }

    var origin: String { rows.origin }
    var count: Int { rows.count }

    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        try rows.cells(ofRow: row, columns: columns.map { positions[$0] })
    }

    func place(ofRow row: Int) -> RowPlace { rows.place(ofRow: row) }
}
