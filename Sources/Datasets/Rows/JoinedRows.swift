/// The rows of several files, one after the other: the shards of one split.
struct JoinedRows: RowSource {
    let columns: [String]
    let count: Int
    private let parts: [any RowSource]
    /// Index of each part's first row.
    private let starts: [Int]
    /// For each part, where its columns are in the order of the first part; nil where it has none of that name.
    private let positions: [[Int?]]

    /// Joins the rows of `parts`, of which there is at least one; the columns are those of the first.
    init(first: any RowSource, others: [any RowSource]) {
        let parts = [first] + others
        let columns = first.columns
        var starts: [Int] = []
        var count = 0
        for part in parts {
            starts.append(count)
            count += part.count
        }
        self.parts = parts
        self.columns = columns
        self.starts = starts
        self.count = count
        positions = parts.map { part in columns.map { part.columns.firstIndex(of: $0) } }
    }

    var origin: String {
        parts.count == 1 ? parts[0].origin : "\(parts[0].origin) and \(parts.count - 1) more"
    }

    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        let part = part(ofRow: row)
        let wanted = columns.map { positions[part][$0] }
        var found = try parts[part].cells(ofRow: row - starts[part], columns: wanted.compactMap { $0 })[...]
        return wanted.map { $0 == nil ? .null : found.popFirst() ?? .null }
    }

    func place(ofRow row: Int) -> RowPlace {
        let part = part(ofRow: row)
        return parts[part].place(ofRow: row - starts[part])
    }

    private func part(ofRow row: Int) -> Int {
        (starts.lastIndex { $0 <= row } ?? 0)
    }
}
