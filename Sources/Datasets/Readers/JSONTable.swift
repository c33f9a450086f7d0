/// Rows of a JSON list of objects, or of JSON lines (by the ending `.jsonl`), with nested values.
///
/// The file stays mapped and each row is read when it is asked for, so that a large file costs eight bytes a row.
/// Opening walks over the whole file once; a fault anywhere is an error that names row and line.
public struct JSONTable: RowSource {
    public let columns: [String]
    private let file: TextFile
    private let offsets: [Int]

    /// Opens the file at `path`; the columns are all names that any of its rows has, in the order of the file.
    public init(path: String) throws {
        let file = try TextFile(path: path)
        var index = JSONTableIndex(file: file)
        try file.withBytes { try index.read($0, isLines: path.lowercased().hasSuffix(".jsonl")) }
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

/// Finds where the rows of a JSON file begin, and what columns they have.
private struct JSONTableIndex {
    let file: TextFile
    private(set) var columns: [String] = []
    private(set) var offsets: [Int] = []
    private var known: Set<String> = []

    init(file: TextFile) {
        self.file = file
    }

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, isLines: Bool) throws {
        var scanner = JSONScanner(bytes: bytes)
        do {
            if isLines {
                try readLines(&scanner, bytes)
            } else {
                try readList(&scanner)
            }
        } catch let fault as JSONScanner.Fault {
            throw file.error(at: fault.offset, in: bytes, row: offsets.count, fault.problem, cure: fault.cure)
        }
    }

    private mutating func readList(_ scanner: inout JSONScanner) throws {
        try scanner.expect(
            "[", "the file is not a list of objects",
            cure: "give a JSON list [{…}, …], or name a file of JSON lines .jsonl")
        if !scanner.skip("]") {
            repeat { try readObject(&scanner) } while scanner.skip(",")
            try scanner.expect("]", "expected ',' or ']' after an object", cure: JSONScanner.cure)
        }
        try scanner.expectEnd("text follows the end of the list", cure: JSONScanner.cure)
    }

    private mutating func readLines(_ scanner: inout JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        while !scanner.isAtEnd {
            let start = scanner.position
            try readObject(&scanner)
            let isOneLine = !bytes[start..<scanner.position].contains(UInt8(ascii: "\n"))
            guard isOneLine, scanner.isAtLineEnd else {
                throw file.error(
                    at: scanner.position, in: bytes, row: offsets.count - 1, "expected one object per line",
                    cure: "write each object on its own line, or name the file .json if it is one list")
            }
        }
    }

    private mutating func readObject(_ scanner: inout JSONScanner) throws {
        let start = scanner.nextOffset
        try scanner.expect(
            "{", "the row is not an object", cure: "write each row as an object of named fields")
        if !scanner.skip("}") {
            repeat {
                let name = try scanner.readFieldName()
                if known.insert(name).inserted { columns.append(name) }
                _ = try scanner.skipValue()
            } while scanner.skip(",")
            try scanner.expect("}", "expected ',' or '}' after a field", cure: JSONScanner.cure)
        }
        offsets.append(start)
    }
}
