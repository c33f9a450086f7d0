import Foundation
public import ModelFiles

/// Appends JSON objects to a file, one a line, each flushed at once so that another program can follow.
public final class JSONLinesSink {
    private let handle: FileHandle

    /// - Throws: `TrainingError` when the file cannot be opened for writing, or another process is writing to it.
    public init(appendingTo path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw TrainingError("\(path) cannot be written", cure: "choose another --output_dir")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw TrainingError("\(path): another run is writing to this folder", cure: "choose another --output_dir")
        }
    }

    public func write(_ line: JSONValue) throws {
        try handle.write(contentsOf: Data((line.text() + "\n").utf8))
    }
}
