/// Turns JSON objects into rows of a table.
struct JSONRows {
    private let file: TextFile
    private let bytes: UnsafeBufferPointer<UInt8>
    private let fields: [String]
    private let keys: [[UInt8]]
    private let requiredCount: Int
    private var scanner: JSONScanner
    private var table: TextTable

    /// What was found for each field of the row at hand.
    private var found: [JSONScanner.Kind?]
    private var cells: [[UInt8]]
    private var key: [UInt8] = []

    init(file: TextFile, bytes: UnsafeBufferPointer<UInt8>, required: [String], optional: [String]) {
        self.file = file
        self.bytes = bytes
        fields = required + optional
        keys = fields.map { Array($0.utf8) }
        requiredCount = required.count
        scanner = JSONScanner(bytes: bytes)
        table = TextTable(columns: fields, byteCount: bytes.count)
        found = Array(repeating: nil, count: fields.count)
        cells = Array(repeating: [], count: fields.count)
    }

    /// Reads `[{…}, {…}]`.
    mutating func readList() throws -> TextTable {
        try located {
            try $0.expect(
                "[", "the file is not a list of objects",
                cure: "give a JSON list [{…}, …], or name a file of JSON lines .jsonl")
        }
        if !scanner.skip("]") {
            repeat { try readObject() } while scanner.skip(",")
            try located { try $0.expect("]", "expected ',' or ']' after an object", cure: Self.cure) }
        }
        try located { try $0.expectEnd("text follows the end of the list", cure: Self.cure) }
        return table
    }

    /// Reads one object per line; blank lines are skipped.
    mutating func readLines() throws -> TextTable {
        while !scanner.isAtEnd {
            let start = scanner.position
            try readObject()
            let isOneLine = !bytes[start..<scanner.position].contains(UInt8(ascii: "\n"))
            guard isOneLine, scanner.isAtLineEnd else {
                throw file.error(
                    at: scanner.position, in: bytes, row: table.rowCount - 1, "expected one object per line",
                    cure: "write each object on its own line, or name the file .json if it is one list")
            }
        }
        return table
    }

    private static let cure = "check that the file is valid JSON and was copied whole"

    private mutating func readObject() throws {
        for i in fields.indices {
            found[i] = nil
            cells[i].removeAll(keepingCapacity: true)
        }
        let start = scanner.nextOffset
        try located {
            try $0.expect("{", "the row is not an object", cure: "write each row as an object of named fields")
        }
        if !scanner.skip("}") {
            repeat { try readField() } while scanner.skip(",")
            try located { try $0.expect("}", "expected ',' or '}' after a field", cure: Self.cure) }
        }
        try appendRow(startingAt: start)
    }

    private mutating func readField() throws {
        var key = self.key
        key.removeAll(keepingCapacity: true)
        try located {
            try $0.readString(into: &key, "expected the name of a field in quotes")
            try $0.expect(":", "expected ':' after the name of a field", cure: Self.cure)
        }
        self.key = key
        guard let field = keys.firstIndex(of: key) else {
            _ = try located { try $0.skipValue() }
            return
        }
        cells[field].removeAll(keepingCapacity: true)
        var cell: [UInt8] = []
        swap(&cell, &cells[field])
        found[field] = try located { try $0.readValue(into: &cell) }
        swap(&cell, &cells[field])
    }

    private mutating func appendRow(startingAt start: Int) throws {
        let row = table.rowCount
        for (i, name) in fields.enumerated() {
            let isRequired = i < requiredCount
            switch found[i] {
            case .text:
                table.append(cell: cells[i])
            case nil where !isRequired, .null where !isRequired:
                table.appendNull()
            case nil:
                throw file.error(
                    at: start, in: bytes, row: row, "the field '\(name)' is missing",
                    cure: "each row needs \(requiredNames) as text")
            case .some(let kind):
                throw file.error(
                    at: start, in: bytes, row: row, "the field '\(name)' is \(kind.rawValue), not text",
                    cure: "each row needs \(requiredNames) as text")
            }
        }
    }

    private var requiredNames: String {
        fields.prefix(requiredCount).map { "'\($0)'" }.joined(separator: " and ")
    }

    /// Runs a step of the scanner and gives its fault a file, a row and a line.
    private mutating func located<Value>(_ body: (inout JSONScanner) throws -> Value) throws -> Value {
        do {
            return try body(&scanner)
        } catch let fault as JSONScanner.Fault {
            throw file.error(at: fault.offset, in: bytes, row: table.rowCount, fault.problem, cure: fault.cure)
        }
    }
}
