import ModelFiles

/// The files of one commit.
public struct HubTree: Sendable, Equatable {
    public let commit: String
    public let files: [HubFile]

    init(commit: String, files: [HubFile]) {
        self.commit = commit
        self.files = files
    }

    /// The files among the entries of one page of the Hub's listing.
    static func files(_ entries: [JSONValue], origin: String) throws(HubError) -> [HubFile] {
        var files: [HubFile] = []
        for entry in entries where entry["type"]?.stringValue == "file" {
            let large = entry["lfs"]
            files.append(
                try HubFile(
                    path: entry["path"]?.stringValue ?? "",
                    size: large?["size"]?.intValue ?? entry["size"]?.intValue ?? -1,
                    blobID: entry["oid"]?.stringValue ?? "", sha256: large?["oid"]?.stringValue,
                    xetHash: entry["xetHash"]?.stringValue, origin: origin))
        }
        return files
    }
}

extension HubTree {
    /// The form in which huggingface_hub keeps a listing in the cache (`trees/<commit>.json`), format 1.
    func json() throws -> String {
        var list = JSONObject()
        for file in files.sorted(by: { $0.path < $1.path }) {
            var entry: JSONObject = ["size": .int(file.size), "blob_id": .string(file.blobID)]
            if let sha256 = file.sha256 {
                entry["lfs_sha256"] = .string(sha256)
                entry["lfs_size"] = .int(file.size)
            }
            if let xetHash = file.xetHash { entry["xet_hash"] = .string(xetHash) }
            list[file.path] = .object(entry)
        }
        return try JSONValue.object(["format_version": 1, "files": .object(list)]).text(indent: 1)
    }

    /// Reads that form; nil for another format, which its writer knows and this program does not.
    init?(json: JSONValue, commit: String, origin: String) throws(HubError) {
        guard json["format_version"]?.intValue == 1, let list = json["files"]?.objectValue else { return nil }
        var files: [HubFile] = []
        for (path, entry) in list {
            files.append(
                try HubFile(
                    path: path, size: entry["lfs_size"]?.intValue ?? entry["size"]?.intValue ?? -1,
                    blobID: entry["blob_id"]?.stringValue ?? "", sha256: entry["lfs_sha256"]?.stringValue,
                    xetHash: entry["xet_hash"]?.stringValue, origin: origin))
        }
        self.init(commit: commit, files: files)
    }
}
