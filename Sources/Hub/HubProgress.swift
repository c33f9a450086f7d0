/// How far a download is.
public struct HubProgress: Sendable, Equatable {
    public let repository: HubRepository
    /// Bytes that are there, those of an earlier attempt included.
    public let bytes: Int
    public let totalBytes: Int
    public let files: Int
    public let totalFiles: Int

    /// Between 0 and 1.
    public var fraction: Double { totalBytes > 0 ? Double(bytes) / Double(totalBytes) : 1 }

    /// `27 %, 12.3 MB of 45.6 MB, 3 of 5 files`.
    public var text: String {
        "\(Int(fraction * 100)) %, \(ByteCount.text(bytes)) of \(ByteCount.text(totalBytes)), "
            + "\(files) of \(totalFiles) \(totalFiles == 1 ? "file" : "files")"
    }
}
