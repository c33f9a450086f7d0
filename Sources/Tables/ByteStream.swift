import CArrow

/// The bytes of a file, decompressed where its name says that it is compressed.
final class ByteStream {
    let path: String
    private let handle: OpaquePointer

    init(path: String) throws {
        self.path = path
        var opened: OpaquePointer?
        let status = ca_stream_open(&opened, path)
        guard status == CA_OK, let opened else {
            throw TableError(
                file: path, problem: String(cString: ca_error_message()),
                cure: "check the path and whether it may be read")
        }
        handle = opened
    }

    deinit { ca_stream_free(handle) }

    /// Appends up to `limit` bytes; false at the end of the file.
    func read(into bytes: inout [UInt8], upTo limit: Int) throws -> Bool {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: limit))
        var count = 0
        let status = bytes.withUnsafeMutableBytes { buffer -> ca_status in
            guard let base = buffer.baseAddress else { return ca_status(CA_OK) }
            return ca_stream_read(&count, handle, base + start, limit)
        }
        bytes.removeLast(limit - count)
        guard status == CA_OK else { throw TableError(status: status, file: path, format: nil) }
        return count > 0
    }
}
