import Foundation
import MappedFiles
import Testing

struct MappedFileTests {
    /// A file of 200 MB with holes, of which every page can be touched.
    private func largeFile() throws -> MappedFile {
        let file = try TemporaryFile(in: NSTemporaryDirectory())
        try Array("begin".utf8).withUnsafeBytes { try file.write($0) }
        #expect(ftruncate(file.descriptor, 200 << 20) == 0)
        return try file.mapped(path: "large")
    }

    /// Megabytes of mapped files that the process holds.
    private func residentMegabytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first) >> 10
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "needs /proc"))
    func memoryDoesNotGrowWithWhatIsRead() throws {
        let file = try largeFile()
        let before = try residentMegabytes()
        var (sum, most) = (0, 0)
        file.withBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: 1 << 20) {
                let part = start..<start + 1 << 20
                for place in stride(from: start, to: part.upperBound, by: 4096) { sum += Int(bytes[place]) }
                file.didRead(part)
                most = max(most, (try? residentMegabytes()) ?? .max)
            }
        }
        #expect(sum == Int(UInt8(ascii: "b")))
        #expect(most - before < 80, "\(most - before) MB for a file of 200 MB")
        // What was given back is there again when it is asked for.
        #expect(file.withBytes { String(decoding: $0[..<5], as: UTF8.self) } == "begin")
    }

    @Test func temporaryFilesHaveNoName() throws {
        let folder = NSTemporaryDirectory() + "/mapped-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try TemporaryFile(in: folder)
        try Array("text".utf8).withUnsafeBytes { try file.write($0) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        #expect(try file.mapped(path: "x").withBytes { Array($0) } == Array("text".utf8))
    }

    @Test func whatCannotBeMappedIsNamed() throws {
        let missing = #expect(throws: MappedFileError.self) { try MappedFile(path: "/nowhere/file") }
        #expect(missing?.description.hasPrefix("/nowhere/file: cannot open the file: ") == true)
        #expect(throws: MappedFileError.self) { try MappedFile(path: NSTemporaryDirectory()) }
        let blocked = #expect(throws: MappedFileError.self) { try TemporaryFile(in: "/dev/null/x") }
        #expect(blocked?.description.contains("/dev/null/x: cannot make a temporary file") == true)
        #expect(try MappedFile(path: "/dev/null").bytes.isEmpty)
    }
}
