import Foundation

extension SplitFile {
    /// The files under the Hub's names for this split, or nil if there are none; a missing shard is an error.
    func shards(in dataPath: String) throws -> [String]? {
        let onDisk = SplitShards(
            names: { folder in
                guard Self.isFolder(folder) == true else { return [] }
                return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            }, isFile: { Self.isFolder($0) == false })
        return try onDisk.files(
            of: splitName, in: folders.map { Self.join(dataPath, $0) }, endings: config.tableEndings)
    }
}
