/// Splits the bytes of a CSV file into records.
struct CSVParser {
    private let file: TextFile
    private let bytes: UnsafeBufferPointer<UInt8>
    private let delimiter: UInt8
    private var position = 0
    private var records = 0

    /// A parser of `bytes` that starts at the offset `position`.
    init(file: TextFile, bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, position: Int = 0) {
        self.file = file
        self.bytes = bytes
        self.delimiter = delimiter
        self.position = position
    }

    /// The data row read last, from 0; nil while that is the header.
    var row: Int? { records > 1 ? records - 2 : nil }

    /// Reads the next record that is not blank; false at the end of the file.
    mutating func next(into record: inout CSVRecord) throws -> Bool {
        skipBlankLines()
        guard position < bytes.count else { return false }
        records += 1
        record.begin(at: position)
        defer { file.didRead(record.offset..<position) }
        while true {
            if position < bytes.count, bytes[position] == CSVParser.quote {
                try readQuoted(into: &record)
            } else {
                var end = position
                while end < bytes.count, bytes[end] != delimiter, bytes[end] != Self.lf, bytes[end] != Self.cr {
                    end += 1
                }
                record.append(bytes[position..<end])
                position = end
            }
            record.endField()
            guard position < bytes.count else { return true }
            if bytes[position] != delimiter {
                endLine()
                return true
            }
            position += 1
        }
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")

    private mutating func readQuoted(into record: inout CSVRecord) throws {
        let opened = position
        position += 1
        while let end = bytes[position...].firstIndex(of: Self.quote) {
            record.append(bytes[position..<end])
            position = end + 1
            guard position < bytes.count else { return }
            switch bytes[position] {
            case Self.quote:
                // Two quotes stand for one; the second one is the text.
                record.append(bytes[position..<(position + 1)])
                position += 1
            case delimiter, Self.lf, Self.cr:
                return
            default:
                throw file.error(
                    at: position, in: bytes, row: row, "there is text after a closing quote",
                    cure: "write a quote inside a quoted field as two quotes")
            }
        }
        throw file.error(
            at: opened, in: bytes, row: row, "the quote opened here is never closed",
            cure: "close it, and write a quote inside a quoted field as two quotes")
    }

    private mutating func endLine() {
        let isCR = bytes[position] == Self.cr
        position += 1
        if isCR, position < bytes.count, bytes[position] == Self.lf { position += 1 }
    }

    /// Skips lines that hold nothing but blanks; a line of delimiters is a row.
    private mutating func skipBlankLines() {
        while position < bytes.count {
            var end = position
            while end < bytes.count, bytes[end] != delimiter, [0x20, 0x09].contains(bytes[end]) { end += 1 }
            guard end < bytes.count else {
                position = end
                return
            }
            guard bytes[end] == Self.lf || bytes[end] == Self.cr else { return }
            position = end
            endLine()
        }
    }
}
