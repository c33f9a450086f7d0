import Foundation
public import ModelFiles

/// Appends JSON objects to a file, one a line, each flushed at once so that another program can follow.
public final class JSONLinesSink {
    private let handle: FileHandle

    /// - Throws: `TrainingError` when the file cannot be opened for writing.
    public init(appendingTo path: String) throws {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw TrainingError("\(path) cannot be written", cure: "choose another --output_dir")
        }
        self.handle = handle
        try handle.seekToEnd()
    }

    public func write(_ line: JSONValue) throws {
        try handle.write(contentsOf: Data((line.text() + "\n").utf8))
    }

    deinit { try? handle.close() }
}
