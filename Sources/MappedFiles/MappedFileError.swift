import Foundation

/// A file that cannot be opened, mapped or written, told in one line: file, problem, cure.
public struct MappedFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder the problem is in.
    public let path: String
    /// What is wrong.
    public let problem: String
    /// What the reader of the message can do about it.
    public let cure: String

    public init(path: String, problem: String, cure: String) {
        self.path = path
        self.problem = problem
        self.cure = cure
    }

    /// The error for the system call that just failed, with the text of `errno`.
    public static func system(path: String, action: String, cure: String) -> MappedFileError {
        MappedFileError(path: path, problem: "\(action): \(String(cString: strerror(errno)))", cure: cure)
    }

    public var description: String {
        String("\(path): \(problem); \(cure)".map { $0.isNewline ? " " : $0 })
    }
}
