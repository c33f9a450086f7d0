import CArrow

/// The cells of a column in Arrow's memory. Nothing there changes, so they may be read on any thread.
struct NativeCells: @unchecked Sendable {
    private let batch: NativeBatch
    private let column: ca_column
    private let type: TableType

    init(batch: NativeBatch, column index: Int, type: TableType) {
        self.batch = batch
        column = batch.columns?[index] ?? ca_column()
        self.type = type
    }

    var count: Int { Int(column.count) }

    func isNull(at row: Int) -> Bool { withExtendedLifetime(batch) { column.isNull(at: row) } }

    func value(at row: Int) -> TableValue { withExtendedLifetime(batch) { column.value(at: row, type: type) } }

    /// The UTF-8 bytes of a text that is not null, for the time of the call; nil for a column of another kind.
    func withUTF8<Result>(at row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result? {
        guard Int(column.kind) == CA_STRING else { return nil }
        return try withExtendedLifetime(batch) { try body(column.bytes(at: row)) }
    }
}

extension ca_column {
    func isNull(at row: Int) -> Bool {
        guard Int(kind) != CA_NULL else { return true }
        guard let validity else { return false }
        return !Self.bit(Int(validity_offset) + row, of: UnsafeRawPointer(validity))
    }

    func bytes(at row: Int) -> UnsafeBufferPointer<UInt8> {
        let range = span(at: row)
        guard let values, !range.isEmpty else { return UnsafeBufferPointer(start: nil, count: 0) }
        let start = values.assumingMemoryBound(to: UInt8.self) + range.lowerBound
        return UnsafeBufferPointer(start: start, count: range.count)
    }

    func value(at row: Int, type: TableType) -> TableValue {
        guard !isNull(at: row) else { return .null }
        switch Int(kind) {
        case CA_BOOL:
            guard let values else { return .null }
            return .bool(Self.bit(Int(values_offset) + row, of: values))
        case CA_INT64:
            guard let values else { return .null }
            return .int(Int(values.load(fromByteOffset: row * 8, as: Int64.self)))
        case CA_DOUBLE:
            guard let values else { return .null }
            return .double(values.load(fromByteOffset: row * 8, as: Double.self))
        case CA_STRING:
            return .string(String(decoding: bytes(at: row), as: UTF8.self))
        case CA_LIST:
            guard let element = children?.pointee, case .list(let elementType) = type else { return .null }
            return .list(span(at: row).map { element.value(at: $0, type: elementType) })
        case CA_STRUCT:
            guard case .structure(let fields) = type else { return .null }
            let parts = UnsafeBufferPointer(start: children, count: child_count)
            return .structure(zip(fields, parts).map { ($0.name, $1.value(at: row, type: $0.type)) })
        default:
            return .null
        }
    }

    /// Where in the values or the child the row lies.
    private func span(at row: Int) -> Range<Int> {
        if let offsets { return Int(offsets[row])..<Int(offsets[row + 1]) }
        if let large_offsets { return Int(large_offsets[row])..<Int(large_offsets[row + 1]) }
        return 0..<0
    }

    private static func bit(_ index: Int, of bits: UnsafeRawPointer) -> Bool {
        bits.load(fromByteOffset: index >> 3, as: UInt8.self) >> (index & 7) & 1 == 1
    }
}
