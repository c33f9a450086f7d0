import Foundation

extension CheckpointError {
    /// The error for the system call that just failed, with the text of `errno`.
    static func system(_ path: String, _ action: String) -> CheckpointError {
        let code = errno
        let cure =
            switch code {
            case ENOSPC, EDQUOT: "free some space or choose another place"
            case EACCES, EPERM, EROFS: "choose a place where you may write"
            default: "check the path and the file system"
            }
        return CheckpointError(path: path, problem: "\(action): \(String(cString: strerror(code)))", cure: cure)
    }
}
