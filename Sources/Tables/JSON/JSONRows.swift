/// Cuts a file of JSON lines, or a JSON list, into the texts of its rows. Only the rows around the current one are in
/// memory.
final class JSONRows {
    /// The row given last, from 0; -1 before the first.
    private(set) var row = -1
    /// The line on which it begins, from 1.
    private(set) var line = 1

    let format: TableFormat
    private let path: String
    private let stream: ByteStream
    private var window: [UInt8] = []
    private var position = 0
    private var hasEnded = false
    private var hasBegun = false
    private var isClosed = false
    private var nextLine = 1

    private static let chunk = 256 << 10
    private static let longestRow = 256 << 20

    init(path: String, format: TableFormat) throws {
        self.path = path
        self.format = format
        stream = try ByteStream(path: path)
    }

    private var isList: Bool { format == .jsonArray }

    /// Calls a closure with the text of the next row; nil at the end of the file.
    func next<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) throws -> Result? {
        if !hasBegun { try begin() }
        guard let end = isList ? try endOfElement() : try endOfLine() else { return nil }
        row += 1
        line = nextLine
        let range = position..<end
        position = end
        do {
            return try window.withUnsafeBufferPointer { bytes in
                let text = UnsafeBufferPointer(rebasing: bytes[range])
                nextLine += Self.lineBreaks(in: text)
                return try body(text)
            }
        } catch let fault as JSONFault {
            let before = window[range].prefix(fault.offset)
            throw TableError(
                file: path, row: row, line: line + before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) },
                problem: "\(fault.problem) (byte \(fault.offset) of the row)", cure: "mend the row")
        }
    }

    private func begin() throws {
        hasBegun = true
        while window.count < 3, try fill() {}
        if window.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        guard isList else { return }
        guard try firstVisible() == UInt8(ascii: "[") else {
            throw error("the file does not begin with '['", cure: "write a list of objects, or name it .jsonl")
        }
        position += 1
    }

    private func endOfLine() throws -> Int? {
        guard try firstVisible() != nil else { return nil }
        var scanned = position
        while true {
            let found = window.withUnsafeBufferPointer { bytes in bytes[scanned...].firstIndex(of: 0x0A) }
            if let found { return found }
            let length = window.count - position
            guard try fill() else { return window.count }
            scanned = position + length
        }
    }

    /// The offset after the next object of the list, at whose opening brace the position is left; nil at the end.
    private func endOfElement() throws -> Int? {
        if isClosed { return nil }
        var first = try firstVisible()
        if row >= 0, first == UInt8(ascii: ",") {
            position += 1
            first = try firstVisible()
            if first == UInt8(ascii: "]") {
                throw error("there is a comma after the last row", cure: "remove it")
            }
        } else if first == UInt8(ascii: "]") {
            position += 1
            isClosed = true
            guard try firstVisible() == nil else {
                throw error("there is more text after the list", cure: "a file holds one list; remove the rest")
            }
            return nil
        } else if row >= 0, first != nil {
            throw error("expected ',' or ']' after the row", cure: "mend the list")
        }
        guard let first else {
            throw error("the file ends inside of its list", cure: "it is cut off: download or write it again")
        }
        guard first == UInt8(ascii: "{") else {
            throw TableError(
                file: path, row: row + 1, line: nextLine, problem: "the row is not an object with columns",
                cure: "write each row as {\"column\": value}")
        }
        return try endOfObject()
    }

    private func endOfObject() throws -> Int {
        var (scanned, depth, inText, isEscaped) = (0, 0, false, false)
        while true {
            let end = window.withUnsafeBufferPointer { bytes -> Int? in
                var i = position + scanned
                while i < bytes.count {
                    let byte = bytes[i]
                    i += 1
                    if isEscaped {
                        isEscaped = false
                    } else if inText {
                        if byte == UInt8(ascii: "\\") { isEscaped = true }
                        if byte == UInt8(ascii: "\"") { inText = false }
                    } else if byte == UInt8(ascii: "\"") {
                        inText = true
                    } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                        depth += 1
                    } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                        depth -= 1
                        if depth == 0 { return i }
                    }
                }
                scanned = i - position
                return nil
            }
            if let end { return end }
            guard try fill() else {
                throw TableError(
                    file: path, row: row + 1, line: nextLine, problem: "the file ends inside of this row",
                    cure: "it is cut off: download or write it again")
            }
        }
    }

    /// Moves to the first byte that is not blank, and tells it; nil at the end of the file.
    private func firstVisible() throws -> UInt8? {
        while true {
            while position < window.count {
                let byte = window[position]
                guard JSONText.isBlank(byte) else { return byte }
                if byte == 0x0A { nextLine += 1 }
                position += 1
            }
            guard try fill() else { return nil }
        }
    }

    /// Reads on; what lies before the position is given up.
    private func fill() throws -> Bool {
        guard !hasEnded else { return false }
        window.removeFirst(position)
        position = 0
        guard window.count < Self.longestRow else {
            throw TableError(
                file: path, row: row + 1, line: nextLine,
                problem: "the row is longer than \(Self.longestRow >> 20) MB", cure: "check where the row ends")
        }
        // Long rows are read in growing steps, so that moving what is there stays cheap.
        hasEnded = try !stream.read(into: &window, upTo: max(Self.chunk, window.count))
        return !hasEnded
    }

    private static func lineBreaks(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in bytes where byte == 0x0A { count += 1 }
        return count
    }

    private func error(_ problem: String, cure: String) -> TableError {
        TableError(file: path, row: row >= 0 ? row : nil, line: nextLine, problem: problem, cure: cure)
    }
}
