import Configuration
import Datasets
import Foundation
import Hub

/// Brings models and data sets into the cache: what `llama-recipes download` does.
public struct DownloadRecipe {
    /// What lies in the cache now.
    public struct Result: Sendable, Equatable {
        public let repository: String
        /// `model` or `dataset`.
        public let type: String
        public let revision: String
        public let commit: String
        /// The folder of the files that were asked for.
        public let path: String
        /// The files below that folder.
        public let files: [String]
        public let bytes: Int
        /// How many files had to be fetched.
        public let fetched: Int
    }

    private let settings: DownloadCommandSettings
    private let hub: HubFiles

    public init(_ settings: DownloadCommandSettings, hub: HubFiles = HubFiles()) {
        self.settings = settings
        self.hub = hub
    }

    /// - Parameter body: called with each folder as soon as it is complete.
    /// - Throws: `ConfigurationError`, `HubError`, or `RecipeError` for what no pattern matches.
    public func run(_ body: (Result) throws -> Void) throws {
        _ = try settings.schema.checked()
        let name = settings.download.name ?? ""
        if let source = DatasetRegistry.standard.about(name)?.hubSource {
            for folder in try folders(of: source, name) { try body(dataset(source, folder)) }
        } else if DatasetRegistry.standard.about(name) != nil {
            throw RecipeError("\(name): is published nowhere on the Hub", cure: "give its files with --data_path")
        } else {
            try body(repository(name))
        }
    }

    // MARK: - Data sets of this program

    /// The folders that the options name; where an option is not given, those of all its values.
    private func folders(of source: HubSource, _ name: String) throws -> [String] {
        let options = DatasetRegistry.standard.about(name)?.options ?? []
        var choices: [[String: String]] = [[:]]
        for option in options where source.folder.contains("{\(option.key)}") {
            let given = settings.dataset.options[option.key]
            let values = given.map { [$0] } ?? option.choices
            choices = choices.flatMap { choice in values.map { choice.merging([option.key: $0]) { $1 } } }
        }
        return choices.map { choice in source.folder { choice[$0] } }
    }

    private func dataset(_ source: HubSource, _ folder: String) throws -> Result {
        let endings = DatasetConfig(name: "", tableOpeners: DataPreparation.tableOpeners).tableEndings
        let repository = try HubRepository(source.repository, .dataset)
        let snapshot = try hub.snapshot(of: repository, HubRevision(source.revision)) { paths in
            // Tests of some tasks are published and others are not; what there is comes along.
            let files = try DatasetSplit.allCases.flatMap {
                try HubData.files(of: $0.rawValue, folder, paths, endings) ?? []
            }
            guard files.isEmpty else { return files }
            throw RecipeError(
                "\(source.repository) at \(source.revision): has no file of a split in '\(folder)'",
                cure: "look at what it has, and give the files with --data_path")
        }
        return result(snapshot, source.revision, folder: folder)
    }

    // MARK: - Any repository

    private func repository(_ name: String) throws -> Result {
        let given = try wanted(name)
        let kind = settings.download.repoType?.kind
        do {
            return try fetch(given, kind ?? .model)
        } catch let error as HubError where kind == nil && error.kind == .repositoryNotFound {
            do {
                return try fetch(given, .dataset)
            } catch let other as HubError where other.kind == .repositoryNotFound {
                throw HubError(
                    other.kind,
                    "\(given.repository): the Hub has neither a model nor a data set of that name that can be read",
                    cure: other.cure)
            }
        }
    }

    private func wanted(_ name: String) throws -> (repository: String, revision: HubRevision, file: String?) {
        // Names are the same for both kinds.
        guard let parsed = HubName(name) else {
            guard !name.contains("/"), !name.isEmpty, let nearest = nearestDataset(name) else {
                // The oldest models have no owner.
                let repository = try HubRepository(name, settings.download.repoType?.kind ?? .model)
                return (repository.name, try HubRevision(settings.download.revision ?? "main"), nil)
            }
            throw RecipeError(
                "\(name): is no data set of this program and no name on the Hub",
                cure: "did you mean \(nearest)? Repositories are written owner/name")
        }
        let revision = try settings.download.revision.map { try HubRevision($0) } ?? parsed.revision
        return (parsed.repository.name, revision, parsed.file)
    }

    private func nearestDataset(_ name: String) -> String? {
        NearestMatch.find(name, in: DatasetRegistry.standard.names)
    }

    private func fetch(
        _ wanted: (repository: String, revision: HubRevision, file: String?), _ kind: HubRepository.Kind
    ) throws -> Result {
        let repository = try HubRepository(wanted.repository, kind)
        let (include, exclude) = (settings.download.include, settings.download.exclude)
        let snapshot = try hub.snapshot(of: repository, wanted.revision) { paths in
            try Self.choice(paths, repository, file: wanted.file, include: include, exclude: exclude)
        }
        return result(snapshot, wanted.revision.name, folder: "")
    }

    /// The files that patterns leave, or those that a model needs.
    static func choice(
        _ paths: [String], _ repository: HubRepository, file: String?, include: [String], exclude: [String]
    ) throws -> [String] {
        var chosen: [String]
        if let file {
            chosen = try ModelFileChoice.file(file, paths, in: repository)
        } else if !include.isEmpty {
            let patterns = include.map { FilePattern($0) }
            chosen = paths.filter { path in patterns.contains { $0.matches(path) } }
        } else {
            chosen = repository.kind == .model ? try ModelFileChoice.anyModel(paths, in: repository) : paths
        }
        let patterns = exclude.map { FilePattern($0) }
        chosen = chosen.filter { path in !patterns.contains { $0.matches(path) } }
        guard chosen.isEmpty else { return chosen }
        throw RecipeError(
            "\(repository): none of its \(paths.count) files is left by --include and --exclude",
            cure: paths.isEmpty ? "it is empty" : "it has \(paths.prefix(8).joined(separator: ", "))")
    }

    private func result(_ snapshot: HubSnapshot, _ revision: String, folder: String) -> Result {
        let prefix = folder.isEmpty ? "" : "\(folder)/"
        return Result(
            repository: snapshot.repository.name, type: snapshot.repository.kind.rawValue, revision: revision,
            commit: snapshot.commit, path: folder.isEmpty ? snapshot.folder : "\(snapshot.folder)/\(folder)",
            files: snapshot.files.map { String($0.path.dropFirst(prefix.count)) },
            bytes: snapshot.files.map(\.size).reduce(0, +), fetched: snapshot.fetched)
    }
}
