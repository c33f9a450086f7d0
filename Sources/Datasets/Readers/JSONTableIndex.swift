/// Finds where the rows of a JSON file begin, and what columns they have.
struct JSONTableIndex {
    let file: TextFile
    private(set) var columns: [String]
    private(set) var offsets: [Int] = []
    private var known: Set<String>
    private var fields: JSONTextFields

    init(file: TextFile, fields: JSONTextFields) {
        self.file = file
        self.fields = fields
        columns = fields.names
        known = Set(fields.names)
    }

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, isLines: Bool) throws {
        var scanner = JSONScanner(bytes: bytes)
        do {
            if isLines {
                try readLines(&scanner, bytes)
            } else {
                try readList(&scanner, bytes)
            }
        } catch let fault as JSONScanner.Fault {
            throw file.error(at: fault.offset, in: bytes, row: offsets.count, fault.problem, cure: fault.cure)
        }
    }

    private mutating func readList(_ scanner: inout JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        try scanner.expect(
            "[", "the file is not a list of objects",
            cure: "give a JSON list [{…}, …], or name a file of JSON lines .jsonl")
        if !scanner.skip("]") {
            repeat { try readObject(&scanner, bytes) } while scanner.skip(",")
            try scanner.expect("]", "expected ',' or ']' after an object", cure: JSONScanner.cure)
        }
        try scanner.expectEnd("text follows the end of the list", cure: JSONScanner.cure)
    }

    private mutating func readLines(_ scanner: inout JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        while !scanner.isAtEnd {
            let start = scanner.position
            try readObject(&scanner, bytes)
            let isOneLine = !bytes[start..<scanner.position].contains(UInt8(ascii: "\n"))
            guard isOneLine, scanner.isAtLineEnd else {
                throw file.error(
                    at: scanner.position, in: bytes, row: offsets.count - 1, "expected one object per line",
                    cure: "write each object on its own line, or name the file .json if it is one list")
            }
        }
    }

    private mutating func readObject(_ scanner: inout JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        let start = scanner.nextOffset
        fields.beginRow()
        try scanner.expect(
            "{", "the row is not an object", cure: "write each row as an object of named fields")
        if !scanner.skip("}") {
            repeat {
                let name = try scanner.readFieldName()
                if known.insert(name).inserted { columns.append(name) }
                fields.note(name, try scanner.skipValue())
            } while scanner.skip(",")
            try scanner.expect("}", "expected ',' or '}' after a field", cure: JSONScanner.cure)
        }
        if let fault = fields.fault() {
            throw file.error(at: start, in: bytes, row: offsets.count, fault.problem, cure: fault.cure)
        }
        offsets.append(start)
        file.didRead(start..<scanner.position)
    }
}
