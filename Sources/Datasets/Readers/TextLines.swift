/// The lines of a UTF-8 file, ended by LF or CRLF; a line break at the very end opens no further line.
struct TextLines: Sendable {
    let file: TextFile
    private let ends: [Int]

    init(path: String) throws {
        try self.init(TextFile(path: path))
    }

    /// Opens a file that goes with another, line by line; an error tells which one wants it.
    init(path: String, besideOf other: String) throws {
        guard SplitFile.isFolder(path) == false else {
            throw DatasetError(
                file: path, problem: "no such file, and \(other) goes with it line by line",
                cure: "copy the folder whole")
        }
        try self.init(path: path)
    }

    /// Of more than `limit` lines only the first are there.
    init(_ file: TextFile, limit: Int = .max) {
        self.file = file
        ends = file.withBytes { bytes in
            var ends: [Int] = []
            for part in TextFile.parts(of: bytes.count) {
                defer { file.didRead(part) }
                for i in part where bytes[i] == UInt8(ascii: "\n") {
                    ends.append(i)
                    if ends.count >= limit { return ends }
                }
            }
            if ends.last != bytes.count - 1 { ends.append(bytes.count) }
            return ends
        }
    }

    var path: String { file.path }
    var count: Int { ends.count }

    /// The line at `index`, from 0, without its line break.
    func line(at index: Int) -> String {
        file.withBytes { bytes in
            let start = index == 0 ? 0 : ends[index - 1] + 1
            var end = ends[index]
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            defer { file.didRead(start..<end) }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }
}
