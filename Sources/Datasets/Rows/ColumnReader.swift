import NearestNames

/// Reads the columns that a data set needs, by name.
public struct ColumnReader: Sendable {
    /// The rows it reads from.
    public let rows: any RowSource
    private let names: [String]
    private let positions: [Int]

    /// A required column that is absent is an error that tells the nearest one and all; an optional one is null.
    public init(_ rows: any RowSource, required: [String], optional: [String] = []) throws {
        for name in required where !rows.columns.contains(name) {
            throw DatasetError(
                file: rows.origin, problem: "there is no column '\(name)'",
                cure: NearestMatch.hint(for: name, among: rows.columns, kind: "columns"))
        }
        let found = (required + optional).compactMap { name in
            rows.columns.firstIndex(of: name).map { (name: name, position: $0) }
        }
        self.rows = rows
        names = found.map(\.name)
        positions = found.map(\.position)
    }

    /// Number of rows.
    public var count: Int { rows.count }

    /// The cells of one row.
    public func row(at index: Int) throws -> TableRow {
        let cells = try rows.cells(ofRow: index, columns: positions)
        return TableRow(rows: rows, index: index, cells: Dictionary(uniqueKeysWithValues: zip(names, cells)))
    }

    /// The rows for which `isWanted` is true.
    func filtered(_ isWanted: (TableRow) throws -> Bool) throws -> ColumnReader {
        let chosen = try (0..<count).filter { try isWanted(row(at: $0)) }
        guard chosen.count < count else { return self }
        return try ColumnReader(ChosenRows(rows: rows, chosen: chosen), required: names)
    }
}
