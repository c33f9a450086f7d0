/// What is wrong with a table file, where, and what to do about it.
public struct TableError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Path of the file.
    public let file: String

    /// Data row, counted from 0 (a CSV header is not a row), where it is known.
    public let row: Int?

    /// Whether the fault lies in `row` or in one of the rows read together with it.
    public let isRowRange: Bool

    /// Line of the file, counted from 1, where rows are lines.
    public let line: Int?

    /// What is wrong.
    public let problem: String

    /// What the user can do.
    public let cure: String

    public init(
        file: String, row: Int? = nil, isRowRange: Bool = false, line: Int? = nil, problem: String, cure: String
    ) {
        self.file = file
        self.row = row
        self.isRowRange = isRowRange
        self.line = line
        self.problem = problem
        self.cure = cure
    }

    /// One line: file, place, problem, cure.
    public var description: String {
        var place: [String] = []
        if let row { place.append(isRowRange ? "rows from \(row) on (from 0)" : "row \(row) (from 0)") }
        if let line { place.append("line \(line)") }
        let parts: [String?] = [file, place.isEmpty ? nil : place.joined(separator: ", "), "\(problem); \(cure)"]
        // Names and cells quoted in a message may hold line breaks; a message stays one line.
        return String(parts.compactMap { $0 }.joined(separator: ": ").map { $0.isNewline ? " " : $0 })
    }
}
