import Synchronization

/// Any row of a Parquet or Arrow file, at any time and from several threads at once.
///
/// The batches used last stay decoded, up to 64 MB and at least four of them, so reading from front to back costs one
/// pass, also when threads take turns. A row far from the last one costs decoding the rows between it and the begin of
/// its row group (Parquet) or record batch (Arrow).
public final class TableRows: Sendable {
    private struct State {
        let reader: NativeReader
        /// The batch used last comes last.
        var batches: [(batch: TableBatch, bytes: Int)] = []
    }

    private let path: String
    private let state: Mutex<State>

    /// - Parameter columns: the wanted columns; others are not decoded.
    /// - Throws: `TableError` when a column is missing or of a type that cannot be read, or the format has no random
    ///   access.
    public init(_ table: TableReader, columns: [String]) throws {
        guard table.format.hasRandomAccess else {
            throw TableError(
                file: table.path, problem: "\(table.format.title) is read from front to back only",
                cure: "convert the file to Parquet")
        }
        let reader = try NativeReader(path: table.path, format: table.format, options: table.options)
        try reader.start(columns: columns, batchRows: Self.batchRows)
        path = table.path
        state = Mutex(State(reader: reader))
    }

    /// A batch that holds `row`, which must be one of the file.
    /// - Throws: `TableError` with file and row.
    public func batch(holding row: Int) throws -> TableBatch {
        try state.withLock { state in
            if let index = state.batches.lastIndex(where: { $0.batch.holds(row) }) {
                let found = state.batches.remove(at: index)
                state.batches.append(found)
                return found.batch
            }
            try state.reader.seek(toRow: row)
            while let made = try state.reader.nextWithSize() {
                guard made.batch.holds(row) else { continue }
                state.batches.append(made)
                Self.shorten(&state.batches)
                return made.batch
            }
            throw TableError(
                file: path, row: row, problem: "the file ends before this row",
                cure: "leave the file alone while it is in use")
        }
    }

    private static func shorten(_ batches: inout [(batch: TableBatch, bytes: Int)]) {
        var bytes = batches.reduce(0) { $0 + $1.bytes }
        while batches.count > fewest, bytes > mostBytes || batches.count > most {
            bytes -= batches.removeFirst().bytes
        }
    }

    /// Small, so that a row on its own costs little; together the batches reach as far as threads are apart.
    private static let batchRows = 512
    private static let fewest = 4
    private static let most = 64
    private static let mostBytes = 64 << 20
}

extension TableBatch {
    fileprivate func holds(_ row: Int) -> Bool { (firstRow..<firstRow + rowCount).contains(row) }
}
