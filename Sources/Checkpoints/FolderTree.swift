import Foundation

/// What AtomicFolder does to whole trees of files.
enum FolderTree {
    /// Returns when every file and folder below `path`, and `path` itself, are on the disk.
    static func sync(_ path: String) throws {
        guard let entries = FileManager.default.enumerator(atPath: path) else {
            throw CheckpointError.system(path, "cannot list the folder")
        }
        // A folder's entry for a file is only worth something once the file itself is safe.
        var folders: [String] = []
        while let entry = entries.nextObject() as? String {
            let entryPath = "\(path)/\(entry)"
            switch kind(of: entryPath) {
            case .folder: folders.append(entryPath)
            case .file: try syncEntry(entryPath, flags: O_RDONLY)
            default: break
            }
        }
        for folder in folders.reversed() { try syncFolder(folder) }
        try syncFolder(path)
    }

    static func syncFolder(_ path: String) throws {
        try syncEntry(path, flags: O_RDONLY | O_DIRECTORY)
    }

    private static func syncEntry(_ path: String, flags: CInt) throws {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw CheckpointError.system(path, "cannot be opened") }
        defer { close(descriptor) }
        // Some network and FUSE file systems cannot sync folders and say EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw CheckpointError.system(path, "cannot flush to the disk")
        }
    }

    enum Kind { case nothing, file, folder, other }

    /// What lies at `path`; a symbolic link counts as `other`.
    static func kind(of path: String) -> Kind {
        guard let status = status(of: path) else { return .nothing }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    static func status(of path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    static func remove(_ path: String) throws {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw CheckpointError(path: path, problem: "cannot be removed", cure: "check its rights, or remove it")
        }
    }

    static func entries(of path: String) throws -> Set<String> {
        do {
            return Set(try FileManager.default.contentsOfDirectory(atPath: path))
        } catch {
            throw CheckpointError(path: path, problem: "the folder cannot be listed", cure: "check its rights")
        }
    }
}
