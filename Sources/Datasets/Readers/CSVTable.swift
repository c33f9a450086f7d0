/// Rows of text cells: those of a CSV file with a header.
///
/// The file stays mapped and each row is read when it is asked for, so that a large file costs eight bytes a row.
public struct CSVTable: RowSource {
    public let columns: [String]
    private let file: TextFile
    private let delimiter: UInt8
    /// Where in a row the columns are.
    private let places: [Int]
    private let fieldCount: Int
    /// Where each row starts.
    private let offsets: [Int]

    /// Opens the file at `path`. Two columns of one name are an error, unless `columns` are given and not of that name.
    public init(path: String, columns: [String]? = nil) throws {
        try self.init(TextFile(path: path), columns: columns)
    }

    /// As above, of text that is mapped already.
    init(_ file: TextFile, columns: [String]?) throws {
        let reader = CSVReader(file)
        let header = try reader.header()
        let isDistinct = { (name: String) in header.count { $0 == name } == 1 }
        self = try reader.read(
            columns: columns.map { wanted in header.filter { wanted.contains($0) || isDistinct($0) } } ?? header)
    }

    init(file: TextFile, delimiter: UInt8, columns: [String], places: [Int], fieldCount: Int, offsets: [Int]) {
        self.file = file
        self.delimiter = delimiter
        self.columns = columns
        self.places = places
        self.fieldCount = fieldCount
        self.offsets = offsets
    }

    public var origin: String { file.path }
    public var count: Int { offsets.count }

    public func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        try file.withBytes { bytes in
            var parser = CSVParser(file: file, bytes: bytes, delimiter: delimiter, position: offsets[row])
            var record = CSVRecord()
            guard try parser.next(into: &record), record.count == fieldCount else {
                throw error(row: row, "the row is not what it was", cure: "leave the file alone while it is in use")
            }
            return columns.map { .string(String(decoding: record[places[$0]], as: UTF8.self)) }
        }
    }

    public func place(ofRow row: Int) -> RowPlace {
        RowPlace(file: file.path, row: row, line: file.withBytes { file.line(at: offsets[row], in: $0) })
    }
}
