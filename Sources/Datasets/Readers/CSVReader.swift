import NearestNames

/// Opens CSV files (RFC 4180): quoted line breaks, doubled quotes, any line end, byte order mark.
///
/// As pandas (and so Hugging Face `datasets`) does: blank lines are skipped, a quote inside an unquoted field is text,
/// CR alone ends a row. Unlike it: a row with too few fields is an error, as is text after a closing quote, and texts
/// such as `NA` stay text.
///
/// The package SwiftCSV was examined for this and left out: it trims white space inside fields, which changes the
/// training text, and it cannot say where in the file a fault is.
public struct CSVReader: Sendable {
    private let file: TextFile
    private let delimiter: UInt8

    /// A reader of the file at `path`; `delimiter` is an ASCII code.
    public init(path: String, delimiter: UInt8 = UInt8(ascii: ",")) throws {
        self.init(try TextFile(path: path), delimiter: delimiter)
    }

    /// A reader of text that is mapped already.
    init(_ file: TextFile, delimiter: UInt8 = UInt8(ascii: ",")) {
        self.file = file
        self.delimiter = delimiter
    }

    /// The names of the columns.
    public func header() throws -> [String] {
        try file.withBytes { bytes in
            var parser = CSVParser(file: file, bytes: bytes, delimiter: delimiter)
            var record = CSVRecord()
            return try header(&parser, &record)
        }
    }

    /// The named columns of every row; a missing one is an error. Walks over the whole file once, so that a fault
    /// anywhere shows now.
    public func read(columns: [String]) throws -> CSVTable {
        try file.withBytes { bytes in
            var parser = CSVParser(file: file, bytes: bytes, delimiter: delimiter)
            var record = CSVRecord()
            let header = try header(&parser, &record)
            let places = try columns.map { try place(of: $0, in: header) }
            var offsets: [Int] = []
            while try parser.next(into: &record) {
                guard record.count == header.count else {
                    throw file.error(
                        at: record.offset, in: bytes, row: parser.row,
                        "the row has \(record.count) fields, the header \(header.count)",
                        cure: "put fields that hold commas, quotes or line breaks between quotes")
                }
                offsets.append(record.offset)
            }
            return CSVTable(
                file: file, delimiter: delimiter, columns: columns, places: places, fieldCount: header.count,
                offsets: offsets)
        }
    }

    private func header(_ parser: inout CSVParser, _ record: inout CSVRecord) throws -> [String] {
        guard try parser.next(into: &record) else {
            throw DatasetError(file: file.path, problem: "the file is empty", cure: "give a CSV file with a header")
        }
        return record.texts
    }

    private func place(of column: String, in header: [String]) throws -> Int {
        let places = header.indices.filter { header[$0] == column }
        guard let place = places.first else {
            throw DatasetError(
                file: file.path, line: 1, problem: "there is no column '\(column)'",
                cure: NearestMatch.hint(for: column, among: header, kind: "columns"))
        }
        guard places.count == 1 else {
            throw DatasetError(
                file: file.path, line: 1, problem: "there are \(places.count) columns '\(column)'",
                cure: "give each column its own name")
        }
        return place
    }
}
