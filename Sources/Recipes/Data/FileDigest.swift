import Crypto
import Foundation

/// What a file holds, as a SHA-256, and when it was found so.
struct FileDigest: Sendable {
    let path: String
    let sha256: SHA256.Digest
    private let state: State

    /// What changes when a file is written or replaced.
    private struct State: Equatable {
        let size: Int
        let modified: Date?
        let number: Int?

        init(_ path: String) throws {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
            size = (attributes[.size] as? Int) ?? -1
            modified = attributes[.modificationDate] as? Date
            number = attributes[.systemFileNumber] as? Int
        }
    }

    /// Reads the file, or its first `limit` bytes, without keeping it in memory.
    /// - Throws: `RecipeError` when it cannot be read.
    init(_ path: String, limit: Int = .max) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        self.path = path
        state = try State(path)
        var hash = SHA256()
        var (part, rest) = ([UInt8](repeating: 0, count: 1 << 20), limit)
        while rest > 0 {
            let count = read(descriptor, &part, min(part.count, rest))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.unreadable(path) }
            guard count > 0 else { break }
            part.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            rest -= count
        }
        sha256 = hash.finalize()
    }

    /// Throws when the file has changed since it was read.
    func requireUnchanged() throws {
        guard let now = try? State(path), now == state else {
            throw RecipeError("\(path): has changed while it was being read", cure: "run again when it is complete")
        }
    }

    private static func unreadable(_ path: String) -> RecipeError {
        RecipeError("\(path): cannot be read: \(String(cString: strerror(errno)))", cure: "check its name and rights")
    }
}
