import Foundation

/// The part of a content that was fetched so far: `<etag>.incomplete`, which a later attempt goes on with.
///
/// Only the holder of the content's lock may have one.
final class PartialFile {
    let path: String
    private let file: HubFile
    private let descriptor: Int32
    private var checksum: Checksum
    /// Bytes that are there.
    private(set) var size = 0

    /// Opens what an earlier attempt left, or begins anew.
    init(_ path: String, of file: HubFile) throws(HubError) {
        self.path = path
        self.file = file
        checksum = Checksum(file)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw SafePath.failure(path, errno) }
        try readExisting()
    }

    deinit { close(descriptor) }

    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(HubError) {
        guard size + bytes.count <= file.size else {
            throw HubError(
                .damaged, "\(file.path): more bytes came than the \(file.size) of the listing",
                cure: "run it again; if it stays, the server or a proxy changes the file")
        }
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = pwrite(descriptor, start, rest.count, off_t(size))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SafePath.failure(path, errno) }
            checksum.update(UnsafeRawBufferPointer(rebasing: rest[..<count]))
            size += count
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Throws away what is there.
    func restart() throws(HubError) {
        guard ftruncate(descriptor, 0) == 0 else { throw SafePath.failure(path, errno) }
        size = 0
        checksum = Checksum(file)
    }

    /// Whether all bytes are there and are the right ones.
    var isRight: Bool { size == file.size && checksum.isRight }

    /// Makes it the content.
    func become(_ blob: String) throws(HubError) {
        // Synced first: after a power cut the name must not stand for less than the content.
        guard fsync(descriptor) == 0, rename(path, blob) == 0 else { throw SafePath.failure(blob, errno) }
    }

    private func readExisting() throws(HubError) {
        var entry = stat()
        guard fstat(descriptor, &entry) == 0 else { throw SafePath.failure(path, errno) }
        guard Int(entry.st_size) <= file.size else { return try restart() }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while size < Int(entry.st_size) {
            let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(size)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SafePath.failure(path, errno) }
            buffer.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            size += count
        }
    }
}
