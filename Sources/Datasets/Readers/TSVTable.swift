/// Rows of a file of tab-separated values, in which quotes are text like any other.
///
/// This is the form of GLUE, XNLI and XTREME. The file stays mapped; a row is read when it is asked for.
public struct TSVTable: RowSource {
    public let columns: [String]
    private let lines: TextLines
    /// Line (from 0) of each row.
    private let rowLines: [UInt32]

    /// Opens the file at `path`.
    ///
    /// - Parameters:
    ///   - lineLimit: lines to read at most; of a file with more only the first are looked at.
    ///   - names: the columns, given the cells of the first line; nil says that the first line is a header.
    public init(
        path: String, lineLimit: Int = .max,
        columnsIfNoHeader names: (_ firstLine: [String]) -> [String]? = { _ in nil }
    ) throws {
        try self.init(TextFile(path: path), lineLimit: lineLimit, columnsIfNoHeader: names)
    }

    /// As above, of text that is mapped already.
    init(
        _ file: TextFile, lineLimit: Int = .max, columnsIfNoHeader names: (_ firstLine: [String]) -> [String]?
    ) throws {
        let lines = TextLines(file, limit: lineLimit)
        let first = Self.split(lines.line(at: 0))
        let given = names(first)
        let columns = given ?? first
        self.lines = lines
        self.columns = columns
        var rowLines: [UInt32] = []
        for line in (given == nil ? 1 : 0)..<lines.count {
            let text = lines.line(at: line)
            if text.isEmpty { continue }
            let row = rowLines.count
            rowLines.append(UInt32(line))
            let count = 1 + text.utf8.count { $0 == UInt8(ascii: "\t") }
            guard count == columns.count else {
                let model = given == nil ? "header" : "first row"
                throw DatasetError(
                    file: file.path, row: row, line: line + 1,
                    problem: "the row has \(count) fields, the \(model) \(columns.count)",
                    cure: "separate fields by one tab each, and have no tab inside a field")
            }
        }
        self.rowLines = rowLines
    }

    public var origin: String { lines.path }
    public var count: Int { rowLines.count }

    public func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        let fields = Self.split(lines.line(at: Int(rowLines[row])))
        return columns.map { .string(fields[$0]) }
    }

    public func place(ofRow row: Int) -> RowPlace {
        RowPlace(file: lines.path, row: row, line: Int(rowLines[row]) + 1)
    }

    private static func split(_ line: String) -> [String] {
        line.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}
