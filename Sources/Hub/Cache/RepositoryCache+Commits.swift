import Foundation
import ModelFiles

extension RepositoryCache {
    /// The commit that a revision stood for when it was last asked for; nil when it never was.
    func commit(of revision: HubRevision) -> String? {
        if revision.isCommit { return revision.name }
        guard let data = FileManager.default.contents(atPath: "\(folder)/refs/\(revision)") else { return nil }
        let commit = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return HubRevision.isCommit(commit) ? commit : nil
    }

    /// Keeps what a revision stands for.
    func remember(_ revision: HubRevision, _ commit: String) throws(HubError) {
        guard !revision.isCommit, self.commit(of: revision) != commit else { return }
        let parts: [Substring] = ["refs"] + revision.name.split(separator: "/")
        let parent = try SafePath.makeFolders(parts.dropLast(), below: folder)
        try write(commit, to: "\(parent)/\(parts.last ?? "")")
    }

    /// The listing of a commit, if this program or Python kept it.
    func tree(_ commit: String) -> HubTree? {
        let path = treePath(commit)
        guard FileManager.default.fileExists(atPath: path), let json = try? JSONValue(contentsOf: path) else {
            return nil
        }
        // One that cannot be read is asked for again.
        return (try? HubTree(json: json, commit: commit, origin: path)) ?? nil
    }

    /// Keeps the listing of a commit, which never changes.
    func remember(_ tree: HubTree) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/trees", withIntermediateDirectories: true)
        try write(try tree.json(), to: treePath(tree.commit))
    }

    /// Notes that a commit has no such file, so that others need not ask.
    func rememberAbsence(of path: String, _ commit: String) throws(HubError) {
        try SafePath.check(path, origin: folder)
        let parts: [Substring] = [".no_exist", Substring(commit)] + path.split(separator: "/")
        let parent = try SafePath.makeFolders(parts.dropLast(), below: folder)
        let marker = "\(parent)/\(parts.last ?? "")"
        guard FileManager.default.createFile(atPath: marker, contents: nil) else {
            throw SafePath.failure(marker, errno)
        }
    }

    /// What lies in the snapshot of a commit, for caches of programs that keep no listings.
    func filesInSnapshot(_ commit: String) throws(HubError) -> [HubFile] {
        let folder = snapshot(commit)
        var files: [HubFile] = []
        for path in (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted() {
            guard let size = Self.size("\(folder)/\(path)") else { continue }
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(path)")
            let etag = target.map { String($0.split(separator: "/").last ?? "") } ?? ""
            let isLarge = HubFile.isHex(etag, 64)
            files.append(
                try HubFile(
                    path: path, size: size, blobID: !isLarge && HubFile.isHex(etag, 40) ? etag : Self.noBlobID,
                    sha256: isLarge ? etag : nil, origin: folder))
        }
        return files
    }

    private static let noBlobID = String(repeating: "0", count: 40)

    private func treePath(_ commit: String) -> String { "\(folder)/trees/\(commit).json" }

    /// Writes beside and renames, so that nobody reads half of it.
    private func write(_ text: String, to path: String) throws(HubError) {
        let draft = "\(path).\(UUID().uuidString.prefix(8).lowercased()).tmp"
        guard FileManager.default.createFile(atPath: draft, contents: Data(text.utf8)),
            rename(draft, path) == 0
        else {
            let code = errno
            unlink(draft)
            throw SafePath.failure(path, code)
        }
    }
}
