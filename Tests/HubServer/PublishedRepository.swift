import Crypto
import Foundation

/// A repository that a loopback Hub serves: commits, and the names that stand for them.
struct PublishedRepository: Sendable {
    /// A file with the checksums that the Hub tells.
    struct File: Sendable {
        let bytes: [UInt8]
        /// Whether it is large, so that a storage host serves it.
        let isLarge: Bool
        let sha256: String
        /// git's SHA-1: of the content, or of the pointer to a large one.
        let blobID: String

        var etag: String { isLarge ? sha256 : blobID }

        init(_ bytes: [UInt8], isLarge: Bool) {
            self.bytes = bytes
            self.isLarge = isLarge
            sha256 = hex(SHA256.hash(data: bytes))
            let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:\(sha256)\nsize \(bytes.count)\n"
            let content = isLarge ? Array(pointer.utf8) : bytes
            blobID = hex(Insecure.SHA1.hash(data: Array("blob \(content.count)\0".utf8) + content))
        }
    }

    var commits: [String: [String: File]] = [:]
    var references: [String: String] = [:]
    var access = LoopbackHub.Access.open

    /// The commit and files that a reference or a commit's name stands for.
    func find(_ revision: String) -> (commit: String, files: [String: File])? {
        let commit = references[revision] ?? revision
        return commits[commit].map { (commit, $0) }
    }

    /// Adds a commit of exactly these files, and lets the reference stand for it.
    mutating func publish(_ files: [String: File], as reference: String) -> String {
        let content = files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.etag)" }.joined(separator: "\n")
        let commit = hex(Insecure.SHA1.hash(data: Array(content.utf8)))
        commits[commit] = files
        references[reference] = commit
        return commit
    }
}

/// Lower-case digits of a checksum.
func hex(_ digest: some Sequence<UInt8>) -> String {
    digest.map { String(format: "%02x", $0) }.joined()
}
