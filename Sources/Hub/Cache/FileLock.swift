import Foundation

/// A lock between processes, on the same file and of the same kind (`flock`) as Python's `filelock`.
final class FileLock: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Waits until nobody else has it.
    ///
    /// - Parameter onWait: called once when somebody has it.
    static func acquire(_ path: String, onWait: () -> Void = {}) async throws -> FileLock {
        var hasWaited = false
        while true {
            if let lock = try attempt(path) { return lock }
            if !hasWaited { onWait() }
            hasWaited = true
            try await Retry.sleep(0.1)
        }
    }

    /// The lock, or nil when somebody else has it.
    private static func attempt(_ path: String) throws(HubError) -> FileLock? {
        // Others of the group may wait for it too.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o664)
        guard descriptor >= 0 else { throw SafePath.failure(path, errno) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(descriptor)
            guard code == EWOULDBLOCK else { throw SafePath.failure(path, code) }
            return nil
        }
        // The file may have been deleted and made anew between the two calls; then this lock keeps nobody out.
        var held = stat()
        var named = stat()
        guard fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino else {
            close(descriptor)
            return nil
        }
        return FileLock(descriptor)
    }

    /// Lets the next one have it; so does the end of the process, however it comes.
    func release() { flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }
}
