import Foundation

/// A hidden folder that is being filled; removed with the object unless it was published.
///
/// A lock tells a draft that is being written from one that a stopped process left: the system drops the lock with the
/// process.
final class DraftFolder {
    let path: String
    private let descriptor: CInt
    /// Set when nothing of ours is left at `path`.
    var isGone = false

    private static let suffix = ".partial"

    static func name(for folder: String) -> String { ".\(folder)\(suffix)" }
    static func isDraft(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(suffix) }

    /// Makes an empty draft at `path`, or empties one that was left there.
    init(path: String) throws {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw CheckpointError.system(path, "cannot make the folder")
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw CheckpointError.system(path, "cannot be opened") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isSame(descriptor, path) else {
            close(descriptor)
            throw CheckpointError(
                path: path, problem: "another process is saving this folder",
                cure: "wait for it, or choose another name")
        }
        self.path = path
        self.descriptor = descriptor
        // What is not removed here would be published.
        for entry in try FolderTree.entries(of: path) { try FolderTree.remove("\(path)/\(entry)") }
    }

    deinit {
        if !isGone { try? FileManager.default.removeItem(atPath: path) }
        close(descriptor)
    }

    /// Between opening and locking, another process may have published the folder under its final name.
    private static func isSame(_ descriptor: CInt, _ path: String) -> Bool {
        var opened = stat()
        guard fstat(descriptor, &opened) == 0, let named = FolderTree.status(of: path) else { return false }
        return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }
}
