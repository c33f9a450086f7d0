/// What is wrong with a data set, where, and what to do about it.
public struct DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Path of the file, if one is at fault.
    public let file: String?

    /// Data row, counted from 0 (a CSV header is not a row).
    public let row: Int?

    /// Line of the file, counted from 1.
    public let line: Int?

    /// What is wrong.
    public let problem: String

    /// What the user can do.
    public let cure: String

    public init(file: String? = nil, row: Int? = nil, line: Int? = nil, problem: String, cure: String) {
        self.file = file
        self.row = row
        self.line = line
        self.problem = problem
        self.cure = cure
    }

    /// One line: file, place, problem, cure.
    public var description: String {
        let parts = [file, RowPlace.text(row: row, line: line), "\(problem); \(cure)"]
        // Names and cells quoted in a message may hold line breaks; a message stays one line.
        return String(parts.compactMap { $0 }.joined(separator: ": ").map { $0.isNewline ? " " : $0 })
    }
}
