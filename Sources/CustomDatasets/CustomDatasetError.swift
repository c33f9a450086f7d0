/// Why a custom data set cannot be used.
public struct CustomDatasetError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The user's file, or another path that is at fault.
    public let file: String

    /// What is wrong.
    public let problem: String

    /// What the user can do; nil where the details say it.
    public let cure: String?

    /// What a compiler or a Python interpreter said, in its own form and lines; nil where neither spoke.
    public let details: String?

    public init(file: String, problem: String, cure: String? = nil, details: String? = nil) {
        self.file = file
        self.problem = problem
        self.cure = cure
        self.details = details
    }

    /// One line, file, problem and cure; below it the details.
    public var description: String { ([line] + (details.map { [$0] } ?? [])).joined(separator: "\n") }

    /// The line alone.
    public var line: String {
        let text = "\(file): \(problem)" + (cure.map { "; \($0)" } ?? "")
        return String(text.map { $0.isNewline ? " " : $0 })
    }
}
