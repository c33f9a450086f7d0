import Foundation
import MappedFiles

/// A folder of tokenized samples, each file under the key of what it was made from.
///
/// Several processes may use it at once: files appear whole, by a rename, and are never changed. A file that is not what
/// it should be is removed and made again. Files that no run has used for 30 days are removed when another is written.
public struct TokenizedCache: Sendable {
    /// What was found under a key.
    public enum Entry: Sendable {
        case found(TokenizedDataset)
        case absent
        /// There was a file, which could not be trusted and was removed.
        case damaged(problem: String)
    }

    public let folder: String

    public init(folder: String) {
        self.folder = folder
    }

    /// Looks for the samples under `key`, of which every byte is checked.
    /// - Throws: `MappedFileError` when there is a file that cannot be read.
    public func entry(_ key: String) throws -> Entry {
        let path = path(of: key)
        guard FileManager.default.fileExists(atPath: path) else { return .absent }
        let file = try MappedFile(path: path)
        do {
            let data = try TokenizedDataset(file)
            guard data.key == key else { throw TokenizedDamage(problem: "it holds other samples") }
            try data.verify()
            // The time of the last use decides when it is removed.
            utimensat(AT_FDCWD, path, nil, 0)
            return .found(data)
        } catch {
            unlink(path)
            return .damaged(problem: (error as? TokenizedDamage)?.problem ?? "its description cannot be read")
        }
    }

    /// Makes the folder and finds out whether files can be written there.
    /// - Throws: an error that names the folder and the cure.
    public func prepare() throws {
        _ = try TemporaryFile(in: folder)
    }

    /// Removes the samples under `key`.
    public func remove(_ key: String) { unlink(path(of: key)) }

    /// Begins a file for `key`; what is no longer wanted in the folder is removed first.
    func draft(_ key: String) throws -> TokenizedDraft {
        try prepare()
        clean()
        return try TokenizedDraft(beside: path(of: key))
    }

    /// Removes what killed processes left, and what nobody has used for long.
    func clean(now: Date = Date()) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            if name.contains(TokenizedDraft.mark) {
                TokenizedDraft.removeIfAbandoned(path)
            } else if name.hasSuffix(Self.ending) {
                var status = stat()
                guard stat(path, &status) == 0 else { continue }
                if now.timeIntervalSince1970 - Double(status.lastChange) > Self.longestUnused { unlink(path) }
            }
        }
    }

    private func path(of key: String) -> String { "\(folder)/\(key)\(Self.ending)" }

    private static let ending = ".tokens"
    private static let longestUnused = 30.0 * 24 * 3600
}

extension stat {
    /// When the content changed last, in seconds since 1970.
    fileprivate var lastChange: Int {
        #if canImport(Darwin)
            st_mtimespec.tv_sec
        #else
            st_mtim.tv_sec
        #endif
    }
}
