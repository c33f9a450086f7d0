/// Rows of a JSON list of objects, or of JSON lines (by the ending `.jsonl`), with nested values.
///
/// The file stays mapped and each row is read when it is asked for, so that a large file costs eight bytes a row.
/// Opening walks over the whole file once; a fault anywhere is an error that names row and line. As Python's `json`
/// does, `NaN` and `Infinity` are understood, and the last of two equal keys counts.
public struct JSONTable: RowSource {
    public let columns: [String]
    private let file: TextFile
    private let offsets: [Int]

    /// Opens the file at `path`; the columns are all names that any of its rows has, in the order of the file.
    ///
    /// - Parameters:
    ///   - requiredTexts: fields that every row must have as text; they come first among the columns.
    ///   - optionalTexts: fields that are text, null, or not there; they come next.
    public init(path: String, requiredTexts: [String] = [], optionalTexts: [String] = []) throws {
        try self.init(
            TextFile(path: path), name: path, fields: JSONTextFields(required: requiredTexts, optional: optionalTexts))
    }

    /// As above, of text that is mapped already; `name` tells by its ending whether rows are lines.
    init(_ file: TextFile, name: String, fields: JSONTextFields = JSONTextFields()) throws {
        var index = JSONTableIndex(file: file, fields: fields)
        try file.withBytes { try index.read($0, isLines: name.lowercased().hasSuffix(".jsonl")) }
        self.file = file
        columns = index.columns
        offsets = index.offsets
    }

    public var origin: String { file.path }
    public var count: Int { offsets.count }

    public func cells(ofRow row: Int, columns wanted: [Int]) throws -> [CellValue] {
        let names = wanted.map { columns[$0] }
        return try file.withBytes { bytes in
            var scanner = JSONScanner(bytes: bytes, position: offsets[row])
            defer { file.didRead(offsets[row]..<scanner.position) }
            do {
                var cells = Array(repeating: CellValue.null, count: names.count)
                guard scanner.skip("{"), !scanner.skip("}") else { return cells }
                repeat {
                    let name = try scanner.readFieldName()
                    if let place = names.firstIndex(of: name) {
                        cells[place] = try scanner.readCell()
                    } else {
                        _ = try scanner.skipValue()
                    }
                } while scanner.skip(",")
                return cells
            } catch let fault as JSONScanner.Fault {
                throw file.error(at: fault.offset, in: bytes, row: row, fault.problem, cure: fault.cure)
            }
        }
    }

    public func place(ofRow row: Int) -> RowPlace {
        RowPlace(file: file.path, row: row, line: file.withBytes { file.line(at: offsets[row], in: $0) })
    }
}
