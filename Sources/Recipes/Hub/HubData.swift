import Datasets
import Foundation
import Hub

/// Gives data sets the files that are published on the Hub: of the wanted splits only.
struct HubData: HubAccess {
    let hub: HubFiles

    func folder(of source: HubSource, folder: String, splits: Set<String>, endings: [String]) throws -> String {
        let repository = try HubRepository(source.repository, .dataset)
        let snapshot = try hub.snapshot(of: repository, HubRevision(source.revision)) { paths in
            try splits.sorted().flatMap { split -> [String] in
                guard let files = try Self.files(of: split, folder, paths, endings) else {
                    throw Self.absent(split, source, folder, paths, endings)
                }
                return files
            }
        }
        return folder.isEmpty ? snapshot.folder : "\(snapshot.folder)/\(folder)"
    }

    /// The paths of a split's files, found as in a folder on disk.
    static func files(of split: String, _ folder: String, _ paths: [String], _ endings: [String]) throws -> [String]? {
        let data = folder.isEmpty ? "data" : "\(folder)/data"
        return try SplitShards(listing: paths).files(of: split, in: [folder, data], endings: endings)
    }

    private static func absent(
        _ split: String, _ source: HubSource, _ folder: String, _ paths: [String], _ endings: [String]
    ) -> RecipeError {
        let prefix = folder.isEmpty ? "" : "\(folder)/"
        let here = paths.filter { path in
            path.hasPrefix(prefix) && endings.contains { path.lowercased().hasSuffix($0) }
        }
        return RecipeError(
            "\(source.repository) at \(source.revision) has no \(split) split\(folder.isEmpty ? "" : " in \(folder)")",
            cure: here.isEmpty
                ? "it has no file that can be read there"
                : "it has \(here.prefix(8).joined(separator: ", "))\(here.count > 8 ? " …" : "")")
    }
}

extension DatasetConfig {
    /// This configuration with `data_path` naming local files, fetched from the Hub where nobody gave any.
    func locally(_ split: DatasetSplit) throws -> DatasetConfig {
        guard let about = DatasetRegistry.standard.about(name) else { return self }
        return try locally(about, split)
    }
}
