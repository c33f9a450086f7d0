/// One file of a repository, as the Hub lists it.
public struct HubFile: Sendable, Hashable {
    /// The path inside of the repository, with `/`.
    public let path: String
    /// Bytes of the content.
    public let size: Int
    /// git's name of the entry: for small files the SHA-1 of the content, for large ones that of a pointer to it.
    let blobID: String
    /// SHA-256 of the content of a large file (git LFS); nil for files that git itself holds.
    let sha256: String?
    /// The name in the Hub's chunk store, kept for other programs that read the same listing.
    let xetHash: String?

    /// The name of the content, under which the cache keeps it.
    var etag: String { sha256 ?? blobID }

    /// - Throws: `HubError` for a path that would lie outside of the folder it is put in, or an unusable checksum.
    init(
        path: String, size: Int, blobID: String, sha256: String? = nil, xetHash: String? = nil, origin: String
    ) throws(HubError) {
        try SafePath.check(path, origin: origin)
        guard size >= 0, Self.isHex(blobID, 40), sha256.map({ Self.isHex($0, 64) }) ?? true else {
            throw HubError(
                .serverFailed, "\(origin): the listing has no usable checksum or size for \(path)",
                cure: "try again; if it stays, the server is no Hub (HF_ENDPOINT)")
        }
        self.path = path
        self.size = size
        self.blobID = blobID
        self.sha256 = sha256
        self.xetHash = xetHash
    }

    /// The path's last part.
    public var fileName: Substring { path.split(separator: "/").last ?? "" }

    static func isHex(_ text: String, _ length: Int) -> Bool {
        text.utf8.count == length && text.utf8.allSatisfy(\.isLowercaseHex)
    }
}
