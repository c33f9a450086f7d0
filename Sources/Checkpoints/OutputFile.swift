import Foundation

/// A new file that is written from front to back.
struct OutputFile: ~Copyable {
    let path: String
    private let descriptor: CInt

    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw CheckpointError.system(path, "cannot create the file") }
        self.path = path
    }

    deinit { close(descriptor) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while let address = rest.baseAddress, !rest.isEmpty {
            // One call writes at most 2 GiB on Linux; smaller pieces also keep other systems' limits.
            let written = Foundation.write(descriptor, address, min(rest.count, 1 << 30))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw CheckpointError.system(path, "cannot write \(rest.count) more bytes") }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    func write(_ text: String) throws {
        try Array(text.utf8).withUnsafeBytes { try write($0) }
    }

    /// Returns when the bytes are on the disk.
    func sync() throws {
        guard fsync(descriptor) == 0 else { throw CheckpointError.system(path, "cannot flush the file to the disk") }
    }
}
