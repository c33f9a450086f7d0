public import MappedFiles

/// A tensor as it lies in a file: its description and where its bytes are.
public struct StoredTensor: Sendable {
    /// The name in the file.
    public let name: String
    /// The type of the elements.
    public let type: StoredType
    /// Row-major, outermost dimension first; empty for a scalar. GGUF's order is already reversed to this.
    public let shape: [Int]
    /// The file that holds the bytes.
    public let file: MappedFile
    /// First byte, counted from the start of the file.
    public let offset: Int
    /// Number of bytes.
    public let byteCount: Int

    // Only the readers of this target make one, after checking that the range lies in the file.
    init(name: String, type: StoredType, shape: [Int], file: MappedFile, offset: Int, byteCount: Int) {
        self.name = name
        self.type = type
        self.shape = shape
        self.file = file
        self.offset = offset
        self.byteCount = byteCount
    }

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// Calls `body` with the tensor's bytes; the mapping stays while it runs.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(file) { try body(bytes) }
    }

    /// The tensor's bytes; valid while `file` lives.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: file.bytes[offset..<(offset + byteCount)])
    }
}
