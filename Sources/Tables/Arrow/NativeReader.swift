import CArrow

/// A file that Arrow reads: Parquet, Arrow and CSV.
final class NativeReader: BatchSource {
    private let path: String
    private let format: TableFormat
    private let handle: OpaquePointer
    private var chosen: [TableField] = []

    init(path: String, format: TableFormat, options: TableOptions) throws {
        self.path = path
        self.format = format
        let delimiter = try Self.delimiter(options, format: format, path: path)
        var choices = ca_options(
            delimiter: CChar(truncatingIfNeeded: delimiter), quotes: options.quotes, has_header: options.hasHeader,
            block_bytes: Int32(clamping: max(options.blockBytes, 1)))
        let code: Int =
            switch format {
            case .parquet: CA_PARQUET
            case .arrowFile: CA_ARROW_FILE
            case .arrowStream: CA_ARROW_STREAM
            default: CA_CSV
            }
        var opened: OpaquePointer?
        let status = ca_reader_open(&opened, path, ca_format(code), &choices)
        guard status == CA_OK, let opened else { throw TableError(status: status, file: path, format: format) }
        handle = opened
    }

    deinit { ca_reader_free(handle) }

    /// Names and types of all columns.
    var fields: [TableField] {
        let fields = UnsafeBufferPointer(start: ca_reader_fields(handle), count: ca_reader_field_count(handle))
        return fields.map { TableField($0) }
    }

    /// Rows of the file, where its head or foot says.
    var rowCount: Int? {
        let count = ca_reader_row_count(handle)
        return count < 0 ? nil : Int(count)
    }

    /// Chooses columns by name, and the size of batches; once, before the first batch.
    func start(columns: [String], batchRows: Int) throws {
        let fields = fields
        let present = fields.map(\.name)
        let indices = try columns.map { name -> Int in
            guard let index = present.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                throw ColumnChoice.missing(name, in: path, present: present)
            }
            return index
        }
        chosen = indices.map { fields[$0] }
        try check(ca_reader_start(handle, indices, indices.count, Int64(batchRows)))
    }

    func next() throws -> TableBatch? { try nextWithSize()?.batch }

    /// The next batch, and how many bytes of memory it keeps.
    func nextWithSize() throws -> (batch: TableBatch, bytes: Int)? {
        var made: OpaquePointer?
        try check(ca_reader_next(&made, handle))
        guard let made else { return nil }
        let batch = NativeBatch(adopting: made)
        let place = TableColumn.Place(file: path, firstRow: batch.firstRow, parsesText: format.isText)
        let columns = chosen.enumerated().map { index, field in
            TableColumn(
                name: field.name, place: place,
                cells: .native(NativeCells(batch: batch, column: index, type: field.type)))
        }
        let table = TableBatch(file: path, firstRow: batch.firstRow, rowCount: batch.rowCount, columns: columns)
        return (table, batch.byteCount)
    }

    /// Lets the next batch be one that holds `row`, which must exist.
    func seek(toRow row: Int) throws { try check(ca_reader_seek(handle, Int64(row))) }

    private func check(_ status: ca_status) throws {
        if status != CA_OK { throw TableError(status: status, file: path, format: format) }
    }

    private static func delimiter(_ options: TableOptions, format: TableFormat, path: String) throws -> UInt8 {
        let delimiter = options.delimiter ?? (format == .tsv ? "\t" : ",")
        guard let byte = delimiter.asciiValue, !"\"\r\n".utf8.contains(byte) else {
            throw TableError(
                file: path, problem: "fields cannot be separated by '\(delimiter)'",
                cure: "use an ASCII character other than quotes and line breaks")
        }
        return byte
    }
}

extension TableField {
    init(_ field: ca_field) {
        let children = UnsafeBufferPointer(start: field.children, count: field.child_count).map { TableField($0) }
        let type: TableType =
            switch Int(field.kind) {
            case CA_NULL: .null
            case CA_BOOL: .bool
            case CA_INT64: .int
            case CA_DOUBLE: .double
            case CA_STRING: .string
            case CA_LIST: .list(children.first?.type ?? .null)
            case CA_STRUCT: .structure(children)
            default: .unsupported(String(cString: field.type_name))
            }
        self.init(name: String(cString: field.name), type: type)
    }
}
