/// The lines of a UTF-8 file, ended by LF or CRLF; a line break at the very end opens no further line.
struct TextLines: Sendable {
    let file: TextFile
    private let ends: [Int]

    /// Opens the file at `path`; of more than `limit` lines only the first are there.
    init(path: String, limit: Int = .max) throws {
        file = try TextFile(path: path)
        ends = file.withBytes { bytes in
            var ends: [Int] = []
            for place in bytes.indices where bytes[place] == UInt8(ascii: "\n") {
                ends.append(place)
                if ends.count >= limit { return ends }
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
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }
}
