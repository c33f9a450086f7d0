import Foundation
import MappedFiles

/// A file of tokenized samples that is being written: without a name for one run, or beside its place in the cache.
///
/// In the cache it is locked while its process lives, so that others can tell it from what a killed one left behind;
/// without `commit()` it vanishes with the object.
final class TokenizedDraft {
    let descriptor: Int32
    /// What errors name.
    let path: String
    /// Where it goes when it is whole; nil for a temporary one.
    private let target: String?
    private let temporary: TemporaryFile?
    private var isCommitted = false

    /// A file that only this process sees, which takes its space in `folder`.
    init(temporaryIn folder: String) throws {
        let file = try TemporaryFile(in: folder)
        temporary = file
        descriptor = file.descriptor
        path = folder
        target = nil
    }

    /// A file that will be put at `target`.
    init(beside target: String) throws {
        let (path, descriptor) = try Self.make(beside: target)
        self.path = path
        self.descriptor = descriptor
        self.target = target
        temporary = nil
    }

    deinit {
        guard target != nil else { return }
        if !isCommitted { unlink(path) }
        close(descriptor)
    }

    /// Puts the file, which must be finished, into its place and opens it.
    func commit() throws -> TokenizedDataset {
        let data = try TokenizedDataset(MappedFile(descriptor: descriptor, path: path))
        if let target {
            guard rename(path, target) == 0 else {
                throw MappedFileError.system(path: target, action: "cannot be put in place", cure: "check the folder")
            }
            isCommitted = true
        }
        return data
    }

    /// What stands in the names of drafts.
    static let mark = ".draft-"

    /// Removes a draft of a process that is gone; nothing happens to one that is being written.
    static func removeIfAbandoned(_ path: String) {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
    }

    private static func make(beside target: String) throws -> (path: String, descriptor: Int32) {
        while true {
            let path = target + mark + String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw MappedFileError.system(
                    path: path, action: "cannot be made",
                    cure: "name another folder with LLAMA_RECIPES_CACHE, or give --tokenized_cache False")
            }
            // Another process may take a file that is not locked yet for an abandoned one, and remove it.
            var status = stat()
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                return (path, descriptor)
            }
            close(descriptor)
        }
    }
}
