import Foundation

/// Keeps what is written inside of the folder it is meant for: names come from a server.
enum SafePath {
    /// Refuses a path that is absolute, has empty parts, climbs up, or means something else on another system.
    static func check(_ path: String, origin: String) throws(HubError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe =
            parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
            && path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        guard isSafe else {
            throw HubError(
                .unsafeName, "\(origin): lists the file '\(path)', which would lie outside of the cache",
                cure: "do not use this repository")
        }
    }

    /// Makes the folders of a path below `root`, and refuses links among them, which could lead anywhere.
    ///
    /// - Returns: the path of the innermost folder.
    @discardableResult
    static func makeFolders(_ parts: some Sequence<Substring>, below root: String) throws(HubError) -> String {
        var folder = root
        for part in parts {
            folder += "/\(part)"
            if mkdir(folder, 0o777) == 0 { continue }
            guard errno == EEXIST else { throw failure(folder, errno) }
            var entry = stat()
            guard lstat(folder, &entry) == 0 else { throw failure(folder, errno) }
            guard entry.st_mode & S_IFMT == S_IFDIR else {
                throw HubError(
                    .unsafeName, "\(folder): is no folder but a file or link, and files are to be put below it",
                    cure: "delete it")
            }
        }
        return folder
    }

    /// What an error of the system means here.
    static func failure(_ path: String, _ code: Int32) -> HubError {
        switch code {
        case ENOSPC, EDQUOT:
            HubError(
                .cacheFailed, "\(path): the disk is full",
                cure: "free some room or set HF_HUB_CACHE to another disk, and run it again; what was fetched is kept")
        case EFBIG:
            HubError(
                .cacheFailed, "\(path): files here may not become that large",
                cure: "raise the limit (ulimit -f) or set HF_HUB_CACHE to another disk; what was fetched is kept")
        case EPERM where isLinkless(path), EOPNOTSUPP:
            HubError(
                .cacheFailed, "\(path): the file system has no symbolic links",
                cure: "set HF_HUB_CACHE to one that has")
        default:
            HubError(
                .cacheFailed, "\(path): \(String(cString: strerror(code)))",
                cure: "make it writable, or set HF_HUB_CACHE to another folder")
        }
    }

    private static func isLinkless(_ path: String) -> Bool { path.contains("/snapshots/") }
}
