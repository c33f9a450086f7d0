/// The batches of a file, one after the other. Only the batch in use is in memory.
public final class TableBatches {
    private let source: any BatchSource

    init(source: any BatchSource) { self.source = source }

    /// The next batch, which has at least one row; nil at the end of the file.
    /// - Throws: `TableError` with file and row. Nothing more can be read after an error.
    public func next() throws -> TableBatch? { try source.next() }
}

/// Where batches come from.
protocol BatchSource: AnyObject {
    func next() throws -> TableBatch?
}
