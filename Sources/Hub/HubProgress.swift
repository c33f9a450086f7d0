/// How far a download is.
public struct HubProgress: Sendable, Equatable {
    public let repository: HubRepository
    /// Bytes that are there, those of an earlier attempt included.
    public let bytes: Int
    public let totalBytes: Int
    public let files: Int
    public let totalFiles: Int

    /// `3 of 5 files, 12.3 of 45.6 MB`.
    public var text: String {
        "\(files) of \(totalFiles) \(totalFiles == 1 ? "file" : "files"), \(ByteCount.text(bytes)) of "
            + ByteCount.text(totalBytes)
    }
}
