import Foundation

/// A file without a name, for writing and then reading: it vanishes with the object, and with a process that is killed.
public final class TemporaryFile {
    /// The folder in which it takes its space; what errors name.
    public let folder: String
    /// The open file.
    public let descriptor: Int32

    /// Makes the file in `folder`, and that folder where it does not exist.
    /// - Throws: `MappedFileError` that names the folder.
    public init(in folder: String) throws(MappedFileError) {
        self.folder = folder
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var template = Array("\(folder)/.temporary-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw .system(path: folder, action: "cannot make a temporary file", cure: Self.cure)
        }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Appends bytes.
    /// - Throws: `MappedFileError`, for instance when the disk is full.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(MappedFileError) {
        try Self.write(bytes, to: descriptor, path: folder)
    }

    /// Maps what was written.
    /// - Parameter path: what errors call it.
    public func mapped(path: String) throws(MappedFileError) -> MappedFile {
        try MappedFile(descriptor: descriptor, path: path)
    }

    /// Appends all bytes to an open file, however many calls that takes.
    public static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
    ) throws(MappedFileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(path: path, action: "cannot be written", cure: cure) }
            rest = rest.dropFirst(count)
        }
    }

    private static let cure = "free space there, or name another place (TMPDIR, LLAMA_RECIPES_CACHE)"
}
