import CArrow

/// Owner of a batch's memory. Nothing in it changes after it was made, so it may be read on any thread.
final class NativeBatch: @unchecked Sendable {
    private let handle: OpaquePointer
    let rowCount: Int
    /// The number that the first row has in the file, from 0.
    let firstRow: Int
    /// Memory that the batch keeps alive.
    let byteCount: Int

    init(adopting handle: OpaquePointer) {
        self.handle = handle
        rowCount = Int(ca_batch_row_count(handle))
        firstRow = Int(ca_batch_first_row(handle))
        byteCount = Int(ca_batch_byte_count(handle))
    }

    deinit { ca_batch_free(handle) }

    /// The columns; valid as long as this object.
    var columns: UnsafePointer<ca_column>? { ca_batch_columns(handle) }
}
