/// Text files that are compressed as a whole, which their names tell: `train.csv.gz`.
public enum CompressedText {
    /// The endings of the codecs, in lower case.
    public static let endings = [".gz", ".zst", ".bz2", ".lz4", ".br"]

    /// Gives the decompressed bytes part by part; only one part is in memory.
    /// - Throws: `TableError` when the file cannot be read or is damaged, and what `body` throws.
    public static func decompress(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let stream = try ByteStream(path: path)
        var part: [UInt8] = []
        part.reserveCapacity(partBytes)
        while try stream.read(into: &part, upTo: partBytes) {
            try part.withUnsafeBytes(body)
            part.removeAll(keepingCapacity: true)
        }
    }

    private static let partBytes = 1 << 20
}
