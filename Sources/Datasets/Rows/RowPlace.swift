/// Where a row is: its file, and where in it.
public struct RowPlace: Sendable, Equatable {
    /// Path of the file.
    public var file: String
    /// Data row in that file, from 0.
    public var row: Int
    /// Line of the file, from 1, where that has lines.
    public var line: Int?

    public init(file: String, row: Int, line: Int? = nil) {
        self.file = file
        self.row = row
        self.line = line
    }

    /// Row and line as messages tell them; nil where neither is known.
    static func text(row: Int?, line: Int?) -> String? {
        let parts = [row.map { "row \($0) (from 0)" }, line.map { "line \($0)" }].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
