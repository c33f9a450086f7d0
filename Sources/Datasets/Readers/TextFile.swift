import Foundation

/// The bytes of a UTF-8 file, checked, and without a byte order mark.
struct TextFile: Sendable {
    let path: String
    private let data: Data
    private let start: Int

    /// Maps the file at `path`; a missing, unreadable, empty or not UTF-8 file is an error.
    init(path: String) throws {
        self.path = path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DatasetError(file: path, problem: "no such file", cure: "check the path")
        }
        guard !isFolder.boolValue else {
            throw DatasetError(file: path, problem: "is a folder", cure: "name a file in it")
        }
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw DatasetError(file: path, problem: "cannot be read", cure: "check its permissions")
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        start = data.starts(with: mark) ? mark.count : 0
        guard data.count > start else {
            throw DatasetError(file: path, problem: "the file is empty", cure: "check how it was made or copied")
        }
        try checkEncoding()
    }

    /// Calls `body` with the bytes after the byte order mark.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try data.withUnsafeBytes { raw in
            try body(UnsafeBufferPointer(rebasing: raw.assumingMemoryBound(to: UInt8.self)[start...]))
        }
    }

    /// An error at the byte `offset` of `bytes`; the line is counted only now, so that reading costs nothing for it.
    func error(
        at offset: Int, in bytes: UnsafeBufferPointer<UInt8>, row: Int?, _ problem: String, cure: String
    ) -> DatasetError {
        let line = line(at: offset, in: bytes)
        return DatasetError(file: path, row: row, line: line, problem: problem, cure: cure)
    }

    /// The line of the byte `offset`, from 1.
    func line(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        1 + Self.lineBreaks(in: bytes, before: offset)
    }

    private func checkEncoding() throws {
        try withBytes { bytes in
            guard let offset = UTF8Check.firstInvalidByte(in: bytes) else { return }
            let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            let from = isUTF16 ? "UTF-16" : "WINDOWS-1252"
            let value = String(bytes[offset], radix: 16, uppercase: true)
            throw error(
                at: offset, in: bytes, row: nil, "not UTF-8: byte 0x\(value) at offset \(offset + start)",
                cure: "convert the file, for instance with iconv -f \(from) -t UTF-8")
        }
    }

    /// Line breaks before `offset`: LF, CRLF, or CR alone.
    private static func lineBreaks(in bytes: UnsafeBufferPointer<UInt8>, before offset: Int) -> Int {
        let (lf, cr) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var count = 0
        for i in 0..<min(offset, bytes.count) {
            if bytes[i] == lf || bytes[i] == cr && (i + 1 == bytes.count || bytes[i + 1] != lf) { count += 1 }
        }
        return count
    }
}
