import Foundation
import ModelFiles

/// The part of the cache that belongs to one repository, laid out as huggingface_hub does.
///
/// `blobs/<etag>` holds contents, `snapshots/<commit>/<path>` links to them, `refs/<revision>` names a commit,
/// `trees/<commit>.json` keeps a listing, and `.no_exist/<commit>/<path>` marks a file that was asked for in vain.
struct RepositoryCache: Sendable {
    let root: String
    let folder: String
    private let locks: String

    init(_ configuration: HubConfiguration, _ repository: HubRepository) {
        root = configuration.cacheFolder
        let name = (["\(repository.kind)s"] + repository.name.split(separator: "/").map(String.init))
            .joined(separator: "--")
        folder = "\(root)/\(name)"
        locks = "\(root)/.locks/\(name)"
    }

    func blob(_ file: HubFile) -> String { "\(folder)/blobs/\(file.etag)" }

    /// Where the part that was fetched so far is kept.
    func part(_ file: HubFile) -> String { blob(file) + ".incomplete" }

    /// Python locks the same file in the same way.
    func lock(_ file: HubFile) -> String { "\(locks)/\(file.etag).lock" }

    func snapshot(_ commit: String) -> String { "\(folder)/snapshots/\(commit)" }

    func pointer(_ file: HubFile, _ commit: String) -> String { "\(snapshot(commit))/\(file.path)" }

    /// Makes the folders that files of the commit are put into.
    func prepare(_ commit: String) throws(HubError) {
        do {
            for folder in ["\(folder)/blobs", snapshot(commit), "\(folder)/refs", locks] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
        } catch {
            throw HubError(
                .cacheFailed, "\(folder): the cache cannot be written",
                cure: "make it writable, or set HF_HUB_CACHE to another folder")
        }
        tagAsCache()
    }

    /// Whether the file is there: the link, and behind it as many bytes as the listing says.
    func has(_ file: HubFile, _ commit: String) -> Bool { Self.size(pointer(file, commit)) == file.size }

    /// Whether the content is there, linked or not.
    func hasBlob(_ file: HubFile) -> Bool { Self.size(blob(file)) == file.size }

    /// Lets the snapshot's path mean the content.
    func link(_ file: HubFile, _ commit: String) throws(HubError) {
        let parts = file.path.split(separator: "/")
        try SafePath.makeFolders(parts.dropLast(), below: snapshot(commit))
        let pointer = pointer(file, commit)
        let target = String(repeating: "../", count: parts.count + 1) + "blobs/\(file.etag)"
        if let found = try? FileManager.default.destinationOfSymbolicLink(atPath: pointer), found == target { return }
        // What else lies there is of an older or broken cache.
        if unlink(pointer) != 0, errno != ENOENT { throw SafePath.failure(pointer, errno) }
        if symlink(target, pointer) != 0, errno != EEXIST { throw SafePath.failure(pointer, errno) }
    }

    /// The bytes of a regular file, links followed; nil where there is none.
    static func size(_ path: String) -> Int? {
        var entry = stat()
        guard stat(path, &entry) == 0, entry.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(entry.st_size)
    }

    /// Tells programs that make backups to pass the cache over (bford.info/cachedir).
    private func tagAsCache() {
        let tag = "\(root)/CACHEDIR.TAG"
        guard Self.size(tag) == nil else { return }
        let text = """
            Signature: 8a477f597d28d172789f06886806bc55
            # Files of the Hugging Face Hub. They can be fetched again, so no backup needs them.

            """
        // A cache without the tag works as well.
        try? Data(text.utf8).write(to: URL(fileURLWithPath: tag), options: .atomic)
    }
}
