import Foundation

/// Where a folder will be saved, and how it gets there.
struct SavePlace {
    /// The folder as it will be called; symbolic links in an existing path are resolved.
    let target: String
    let parent: String
    /// Where the draft is filled: beside the target, or inside of it where beside is another file system.
    let draft: String
    private let exists: Bool

    init(_ path: String) throws {
        let plain = URL(fileURLWithPath: path).standardizedFileURL.path
        let resolved = realpath(plain, nil)
        defer { free(resolved) }
        exists = resolved != nil
        target = resolved.map { String(cString: $0) } ?? plain
        parent = (target as NSString).deletingLastPathComponent
        guard !exists || FolderTree.kind(of: target) == .folder else {
            throw CheckpointError(path: path, problem: "is a file, not a folder", cure: "choose another name")
        }
        let isMountPoint = exists && FolderTree.status(of: target)?.st_dev != FolderTree.status(of: parent)?.st_dev
        let isInside = exists && (isMountPoint || target == "/" || access(parent, W_OK) != 0)
        let name = DraftFolder.name(for: (target as NSString).lastPathComponent.replacing("/", with: ""))
        draft = ((isInside ? target : parent) as NSString).appendingPathComponent(name)
    }

    private var isInside: Bool { draft.hasPrefix(target + "/") || target == "/" }

    /// The folder in which the first new entry will be made.
    var nearestParent: String {
        var folder = (draft as NSString).deletingLastPathComponent
        while FolderTree.kind(of: folder) == .nothing, folder != "/" {
            folder = (folder as NSString).deletingLastPathComponent
        }
        return folder
    }

    func makeParents() throws {
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw CheckpointError(
                path: parent, problem: "the folder cannot be made", cure: "choose a place where you may write")
        }
    }

    /// Puts the filled draft in the target's place.
    func publish(_ draft: DraftFolder) throws {
        if FolderTree.kind(of: target) == .nothing {
            guard rename(draft.path, target) == 0 else {
                throw CheckpointError.system(target, "cannot be put in place")
            }
            draft.isGone = true
        } else if try isInside || !foreignEntries(draft).isEmpty {
            try merge(draft)
        } else {
            try Self.replace(target, by: draft.path)
        }
        try FolderTree.syncFolder(isInside ? target : parent)
    }

    /// Entries of the existing folder that the new version neither holds nor supersedes.
    private func foreignEntries(_ draft: DraftFolder) throws -> Set<String> {
        let new = try FolderTree.entries(of: draft.path)
        return try FolderTree.entries(of: target).subtracting(new)
            .filter { !Self.isSuperseded($0, by: new) && !DraftFolder.isDraft($0) }
    }

    /// Whether `name` is a part of the weights that `new` holds in other parts: one more shard, or their index.
    ///
    /// An adapter supersedes an adapter and a model a model; neither takes the other's weights away.
    private static func isSuperseded(_ name: String, by new: Set<String>) -> Bool {
        guard let kind = kindOfWeights(name) else { return false }
        return new.contains { kindOfWeights($0) == kind }
    }

    /// `model` for `model.safetensors`, `model-00001-of-00002.safetensors` and `model.safetensors.index.json`.
    private static func kindOfWeights(_ name: String) -> Substring? {
        guard name.hasSuffix(".safetensors") || name.hasSuffix(".safetensors.index.json") else { return nil }
        return name.prefix { $0 != "-" && $0 != "." }
    }

    /// Swaps two folders in one step; false where the system or the file system cannot.
    private static func exchange(_ first: String, _ second: String) -> Bool {
        // Swift's Glibc module does not declare this call, though every glibc since 2.28 has it.
        typealias Path = UnsafePointer<CChar>
        typealias RenameAt2 = @convention(c) (CInt, Path, CInt, Path, CUnsignedInt) -> CInt
        guard let symbol = dlsym(nil, "renameat2") else { return false }
        let renameExchange: CUnsignedInt = 2
        return unsafeBitCast(symbol, to: RenameAt2.self)(AT_FDCWD, first, AT_FDCWD, second, renameExchange) == 0
    }

    /// Puts the folder `new` in the place of the folder `old`, and the old one where the new one was.
    private static func replace(_ old: String, by new: String) throws {
        if exchange(new, old) { return }
        // For a moment there is no folder of that name; should the process stop then, the old one lies beside it.
        let aside = "\(new).old"
        guard rename(old, aside) == 0 else { throw CheckpointError.system(old, "cannot be moved away") }
        guard rename(new, old) == 0 else {
            let error = CheckpointError.system(old, "cannot be put in place")
            rename(aside, old)
            throw error
        }
        rename(aside, new)
    }

    /// Moves the draft's entries into the target one by one.
    private func merge(_ draft: DraftFolder) throws {
        let new = try FolderTree.entries(of: draft.path)
        let superseded = try FolderTree.entries(of: target).subtracting(new).filter { Self.isSuperseded($0, by: new) }
        // Readers look for JSON files first, so these appear when what they describe is there.
        for name in new.sorted(by: { ($0.hasSuffix(".json") ? 1 : 0, $0) < ($1.hasSuffix(".json") ? 1 : 0, $1) }) {
            let from = "\(draft.path)/\(name)"
            let to = "\(target)/\(name)"
            if rename(from, to) == 0 { continue }
            // A rename replaces files, but no folder that holds something.
            let error = CheckpointError.system(to, "cannot be put in place")
            guard FolderTree.kind(of: to) == .folder else { throw error }
            try Self.replace(to, by: from)
        }
        for name in superseded { try FolderTree.remove("\(target)/\(name)") }
        try FolderTree.syncFolder(target)
    }
}
