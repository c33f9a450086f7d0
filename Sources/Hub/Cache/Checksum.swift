import Crypto
import ModelFiles

/// The checksum that names a content: SHA-256 for large files, git's SHA-1 of a blob for the rest.
struct Checksum {
    private enum State {
        case sha256(SHA256)
        case git(Insecure.SHA1)
    }

    private var state: State
    private let expected: String

    init(_ file: HubFile) {
        expected = file.etag
        if file.sha256 != nil {
            state = .sha256(SHA256())
        } else {
            // git hashes a blob together with its kind and size (git-scm.com/book, Git Objects).
            var hash = Insecure.SHA1()
            hash.update(data: Array("blob \(file.size)\0".utf8))
            state = .git(hash)
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .git(var hash):
            hash.update(bufferPointer: bytes)
            state = .git(hash)
        }
    }

    /// Whether the bytes so far are the content.
    var isRight: Bool { text == expected }

    var text: String {
        switch state {
        case .sha256(let hash): hash.finalize().hexadecimal
        case .git(let hash): hash.finalize().hexadecimal
        }
    }
}
