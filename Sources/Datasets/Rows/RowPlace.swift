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
}
