import Foundation
import Synchronization

/// The bytes of a file, mapped into memory read-only: pages are read when touched and cost no heap.
///
/// The mapping lives as long as the object. Replacing the file by a rename leaves the mapping intact; a file that
/// another program shortens in place ends this process when the lost bytes are touched.
// Unchecked because raw pointers are not Sendable; the memory is never written after `init`.
public final class MappedFile: @unchecked Sendable {
    /// The path as it was given.
    public let path: String
    /// All bytes of the file, valid while this object lives (see `withBytes`); empty for an empty file. The base
    /// address lies on a page boundary.
    public let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// Windows read since the pages were last given back, and the last of them.
    private let windowsRead = Atomic<Int>(0)
    private let lastWindow = Atomic<Int>(-1)

    /// Maps the file at `path`.
    /// - Throws: `MappedFileError` when it is missing, unreadable, or not a plain file.
    public convenience init(path: String) throws(MappedFileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .system(path: path, action: "cannot open the file", cure: "check its name and rights")
        }
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, path: path)
    }

    /// Maps what an open file holds; the file may be closed afterwards.
    /// - Parameter path: what errors call the file.
    public init(descriptor: Int32, path: String) throws(MappedFileError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .system(path: path, action: "cannot read its size", cure: "check the file system")
        }
        self.path = path
        guard status.st_mode & S_IFMT == S_IFREG else {
            guard [S_IFIFO, S_IFCHR, S_IFSOCK].contains(status.st_mode & S_IFMT) else {
                throw MappedFileError(path: path, problem: "is not a plain file", cure: "name a file")
            }
            bytes = try Self.readAll(descriptor, path: path)
            isMapped = false
            return
        }
        isMapped = true
        let length = Int(status.st_size)
        guard length > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let address = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
            throw .system(
                path: path, action: "cannot map \(length) bytes into memory", cure: "raise the limit of `ulimit -v`")
        }
        bytes = UnsafeRawBufferPointer(start: address, count: length)
    }

    /// Calls `body` with all bytes; the mapping stays while it runs, which `bytes` alone does not promise.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(bytes) }
    }

    /// Tells that a part was read, so that a file of any length stays small in memory: every few MB all its pages are
    /// given back, and come again from the system's own cache when they are touched. May be called on any thread.
    public func didRead(_ part: Range<Int>) {
        guard isMapped, bytes.count > Self.keptBytes, !part.isEmpty else { return }
        // The system maps what surrounds a touched page as well, so reading is counted by windows of that size.
        let (first, last) = (part.lowerBound / Self.windowBytes, (part.upperBound - 1) / Self.windowBytes)
        let isNew = lastWindow.exchange(last, ordering: .relaxed) != first
        let count = last - first + (isNew ? 1 : 0)
        guard count > 0 else { return }
        if windowsRead.add(count, ordering: .relaxed).newValue >= Self.keptBytes / Self.windowBytes { release() }
    }

    /// Gives the pages back now.
    public func release() {
        guard isMapped, let address = bytes.baseAddress else { return }
        windowsRead.store(0, ordering: .relaxed)
        madvise(UnsafeMutableRawPointer(mutating: address), bytes.count, MADV_DONTNEED)
    }

    // With a limit of 32 MB, random reads of a file of 800 MB were seen to keep 130 MB resident: some systems map more
    // around a touched page than a window.
    private static let keptBytes = 8 << 20
    private static let windowBytes = 64 << 10

    deinit {
        guard let address = bytes.baseAddress else { return }
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
        } else {
            UnsafeMutableRawPointer(mutating: address).deallocate()
        }
    }

    /// Everything a pipe or terminal gives, in memory of its own: there is nothing to map.
    private static func readAll(_ descriptor: Int32, path: String) throws(MappedFileError) -> UnsafeRawBufferPointer {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .system(path: path, action: "cannot be read", cure: "check what writes to it")
            }
            guard count > 0 else { break }
            content.append(contentsOf: chunk[..<count])
        }
        guard !content.isEmpty else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
        copy.copyBytes(from: content)
        return UnsafeRawBufferPointer(copy)
    }
}
