/// Two text files whose lines translate each other, as rows with one column per language.
public struct ParallelText: RowSource {
    public let columns: [String]
    private let first: TextLines
    private let second: TextLines

    /// Opens the two files; different numbers of lines are an error.
    public init(path: String, language: String, otherPath: String, otherLanguage: String) throws {
        first = try TextLines(path: path, besideOf: otherPath)
        second = try TextLines(path: otherPath, besideOf: path)
        columns = [language, otherLanguage]
        guard first.count == second.count else {
            throw DatasetError(
                file: otherPath, problem: "has \(second.count) lines, and \(path) has \(first.count)",
                cure: "line N of one file must be the translation of line N of the other")
        }
    }

    public var origin: String { first.path }
    public var count: Int { first.count }

    public func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        columns.map { .string(($0 == 0 ? first : second).line(at: row)) }
    }

    public func place(ofRow row: Int) -> RowPlace { RowPlace(file: first.path, row: row, line: row + 1) }
}
