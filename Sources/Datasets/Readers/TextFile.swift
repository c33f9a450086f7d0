import Foundation
import MappedFiles

/// The bytes of a UTF-8 file, checked, mapped, and without a byte order mark.
///
/// Whoever reads a part tells it (`didRead`), so that memory does not grow with the file.
struct TextFile: Sendable {
    /// Path of the file, also where its text was decompressed from there.
    let path: String
    private let file: MappedFile
    private let start: Int

    /// Maps the file at `path`; a missing, unreadable, empty or not UTF-8 file is an error.
    init(path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DatasetError(file: path, problem: "no such file", cure: "check the path")
        }
        guard !isFolder.boolValue else {
            throw DatasetError(file: path, problem: "is a folder", cure: "name a file in it")
        }
        guard let file = try? MappedFile(path: path) else {
            throw DatasetError(file: path, problem: "cannot be read", cure: "check its permissions")
        }
        try self.init(file, path: path)
    }

    /// Takes text that is mapped already, such as that of a compressed file; `path` is what errors name.
    init(_ file: MappedFile, path: String) throws {
        self.path = path
        self.file = file
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        start = file.withBytes { $0.starts(with: mark) } ? mark.count : 0
        guard file.bytes.count > start else {
            throw DatasetError(file: path, problem: "the file is empty", cure: "check how it was made or copied")
        }
        // A web page in XML's form is a page; files that say they are XML are meant to be.
        if !path.lowercased().hasSuffix(".xml"), let foreign = ForeignContent(file.bytes, insteadOf: "data") {
            throw DatasetError(file: path, problem: foreign.problem, cure: foreign.cure)
        }
        try checkEncoding()
    }

    /// Calls `body` with the bytes after the byte order mark.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try file.withBytes { raw in
            try body(UnsafeBufferPointer(rebasing: raw.assumingMemoryBound(to: UInt8.self)[start...]))
        }
    }

    /// Tells that these of the bytes were read; see `MappedFile.didRead`.
    func didRead(_ part: Range<Int>) {
        file.didRead(part.lowerBound + start..<part.upperBound + start)
    }

    /// An error at the byte `offset` of `bytes`; the line is counted only now, so that reading costs nothing for it.
    func error(
        at offset: Int, in bytes: UnsafeBufferPointer<UInt8>, row: Int?, _ problem: String, cure: String
    ) -> DatasetError {
        let line = line(at: offset, in: bytes)
        return DatasetError(file: path, row: row, line: line, problem: problem, cure: cure)
    }

    /// The line of the byte `offset`, from 1: ended by LF, CRLF, or CR alone.
    func line(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let (lf, cr) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var count = 1
        for part in Self.parts(of: min(offset, bytes.count)) {
            for i in part where bytes[i] == lf || bytes[i] == cr && (i + 1 == bytes.count || bytes[i + 1] != lf) {
                count += 1
            }
            didRead(part)
        }
        return count
    }

    private func checkEncoding() throws {
        try withBytes { bytes in
            var from = 0
            while from < bytes.count {
                var to = min(from + Self.partBytes, bytes.count)
                // A part ends where a character does; a longer run of continuation bytes is a fault of its own.
                for _ in 0..<3 where to < bytes.count && bytes[to] & 0xC0 == 0x80 { to -= 1 }
                let part = UnsafeBufferPointer(rebasing: bytes[from..<to])
                if let offset = UTF8Check.firstInvalidByte(in: part) { throw notUTF8(at: from + offset, in: bytes) }
                didRead(from..<to)
                from = to
            }
        }
    }

    private func notUTF8(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> DatasetError {
        let value = String(bytes[offset], radix: 16, uppercase: true)
        return error(
            at: offset, in: bytes, row: nil, "not UTF-8: byte 0x\(value) at offset \(offset + start)",
            cure: "convert the file, for instance with iconv -f WINDOWS-1252 -t UTF-8")
    }

    private static let partBytes = 8 << 20

    /// The bytes before `end`, in parts.
    static func parts(of end: Int) -> [Range<Int>] {
        stride(from: 0, to: end, by: partBytes).map { $0..<min($0 + partBytes, end) }
    }
}
