import Foundation

/// Saves folders that appear whole or not at all, even when the process or the machine stops in between.
public enum AtomicFolder {
    /// Fills a hidden draft folder, flushes it to the disk and puts it in the place of `path`.
    ///
    /// A folder that is there already is exchanged for the new one in one step where the system can
    /// (`renameat2`), else in two renames. Where it holds entries that the new version would lose (anything but
    /// superseded `.safetensors` files and their index), or is a mount point, the new files replace or join the old
    /// ones one by one, weights first and JSON files last: each file is whole, and nothing of the user's is deleted.
    /// - Parameters:
    ///   - path: the folder; missing parents are made.
    ///   - fill: gets the path of the draft to write into. When it throws, the draft is removed and `path` stays as it
    ///     was.
    /// - Throws: what `fill` throws; `CheckpointError` when the place cannot be written to (before `fill` runs), when
    ///   another process is saving to it, or when the disk refuses.
    public static func write<Result>(to path: String, _ fill: (_ draft: String) throws -> Result) throws -> Result {
        let place = try SavePlace(path)
        try place.makeParents()
        let draft = try DraftFolder(path: place.draft)
        let result = try fill(draft.path)
        try FolderTree.sync(draft.path)
        try place.publish(draft)
        return result
    }

    /// Finds out whether `write(to:)` could save to `path`, so that a run can refuse to start instead of losing its
    /// result. Leaves nothing behind.
    /// - Throws: `CheckpointError` when it could not.
    public static func checkWritable(_ path: String) throws {
        let place = try SavePlace(path)
        let probe = "\(place.nearestParent)/.write-check-\(UInt64.random(in: 0 ... .max))"
        guard mkdir(probe, 0o777) == 0 else { throw CheckpointError.system(path, "cannot be written to") }
        rmdir(probe)
    }

    /// Removes drafts that stopped processes left in `folder`; those that are being written are kept.
    public static func removeLeftovers(in folder: String) throws {
        for entry in try FolderTree.entries(of: folder) where DraftFolder.isDraft(entry) {
            // Opening a draft empties it, or fails when another process holds it; closing removes it.
            _ = try? DraftFolder(path: "\(folder)/\(entry)")
        }
    }
}
