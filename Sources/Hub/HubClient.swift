import Foundation

/// Fetches repositories of the Hugging Face Hub into the cache that Python's huggingface_hub uses as well.
///
/// Calls wait until the work is done; they may come from any thread.
public struct HubClient: Sendable {
    public let configuration: HubConfiguration
    private let events: HubEvents

    public init(_ configuration: HubConfiguration, events: HubEvents = HubEvents()) {
        self.configuration = configuration
        self.events = events
    }

    /// Brings files of a revision into the cache, where they are not there yet.
    ///
    /// Without a connection the newest commit in the cache is taken, and told; with `isOffline` nothing else is tried.
    ///
    /// - Parameter choice: picks the files that are wanted from all files of the commit.
    /// - Throws: `HubError`, or what `choice` and the events throw.
    public func snapshot(
        of repository: HubRepository, revision: HubRevision = .main,
        choosing choice: @escaping @Sendable (HubTree) throws -> [HubFile] = { $0.files }
    ) throws -> HubSnapshot {
        try withAPI { api in
            let cache = RepositoryCache(configuration, repository)
            let download = SnapshotDownload(
                configuration: configuration, api: api, cache: cache, repository: repository, revision: revision,
                events: events)
            guard let tree = try await tree(of: repository, revision, api, cache) else {
                return try cached(repository, revision, cache, choice)
            }
            let snapshot = try await download.run(try choice(tree), commit: tree.commit)
            // Only now, so that a revision never comes to mean a commit of which only a part is there.
            // A cache that cannot be written serves what it has.
            if !snapshot.files.isEmpty { try? cache.remember(revision, tree.commit) }
            return snapshot
        }
    }

    /// All files of a revision, without fetching any; from the cache when nothing else can be had.
    public func tree(of repository: HubRepository, revision: HubRevision = .main) throws -> HubTree {
        try withAPI { api in
            let cache = RepositoryCache(configuration, repository)
            if let tree = try await tree(of: repository, revision, api, cache) { return tree }
            return try cachedTree(repository, revision, cache)
        }
    }

    /// Notes in the cache that a commit has no such file; Python's programs ask for it and save a request then.
    public func rememberAbsence(of path: String, in tree: HubTree, of repository: HubRepository) throws {
        try RepositoryCache(configuration, repository).rememberAbsence(of: path, tree.commit)
    }

    private func withAPI<Value: Sendable>(
        _ work: @escaping @Sendable (HubAPI) async throws -> Value
    ) throws -> Value {
        let configuration = configuration
        return try Blocking.run {
            let transport = Transport(configuration)
            do {
                let value = try await work(HubAPI(configuration: configuration, transport: transport))
                await transport.shutdown()
                return value
            } catch {
                await transport.shutdown()
                throw error
            }
        }
    }

    /// The listing from the Hub; nil when the cache has to do, because of `isOffline` or a missing connection.
    private func tree(
        of repository: HubRepository, _ revision: HubRevision, _ api: HubAPI, _ cache: RepositoryCache
    ) async throws -> HubTree? {
        guard !configuration.isOffline else { return nil }
        // A commit never changes, so neither does its listing.
        if revision.isCommit, let tree = cache.tree(revision.name) { return tree }
        do {
            let commit = revision.isCommit ? revision.name : try await api.commit(of: repository, revision)
            if let tree = cache.tree(commit) { return tree }
            let tree = try await api.tree(of: repository, commit: commit)
            try? cache.remember(tree)
            return tree
        } catch let error as HubError {
            switch error.kind {
            case .unreachable, .serverFailed, .rateLimited:
                guard let commit = cache.commit(of: revision),
                    FileManager.default.fileExists(atPath: cache.snapshot(commit))
                else { throw error }
                events.note(
                    "\(error.problem): using the copy of \(repository) in the cache (commit \(commit.prefix(12)))")
                return nil
            case .repositoryNotFound: throw await explained(error, repository, revision, api, cache)
            case .revisionNotFound:
                let names = await api.references(of: repository) ?? []
                guard !names.isEmpty else { throw error }
                throw HubError(error.kind, error.problem, cure: "it has \(names.prefix(20).joined(separator: ", "))")
            default: throw error
            }
        }
    }

    /// A repository that is not there, with what is there instead.
    private func explained(
        _ error: HubError, _ repository: HubRepository, _ revision: HubRevision, _ api: HubAPI, _ cache: RepositoryCache
    ) async -> HubError {
        if (try? await api.commit(of: repository.other, .main)) != nil {
            return HubError(
                error.kind, error.problem,
                cure: "there is a \(repository.other.kind.noun) of that name (--repo_type \(repository.other.kind))")
        }
        if let commit = cache.commit(of: revision), cache.tree(commit) != nil {
            return HubError(error.kind, error.problem, cure: "\(error.cure); HF_HUB_OFFLINE=1 uses the cached copy")
        }
        return error
    }

    private func cached(
        _ repository: HubRepository, _ revision: HubRevision, _ cache: RepositoryCache,
        _ choice: (HubTree) throws -> [HubFile]
    ) throws -> HubSnapshot {
        let tree = try cachedTree(repository, revision, cache)
        let files = try choice(tree)
        let missing = files.filter { !cache.has($0, tree.commit) }
        // Contents that another commit brought are as good.
        for file in missing where cache.hasBlob(file) { try cache.link(file, tree.commit) }
        let absent = missing.filter { !cache.has($0, tree.commit) }.map(\.path)
        guard absent.isEmpty else {
            throw HubError(
                .notCached,
                "\(repository): \(absent.count) of \(files.count) files are not in \(configuration.cacheFolder): "
                    + absent.prefix(3).joined(separator: ", ") + (absent.count > 3 ? " …" : ""),
                cure: onlineAdvice)
        }
        return HubSnapshot(
            repository: repository, commit: tree.commit, folder: cache.snapshot(tree.commit), files: files, fetched: 0)
    }

    private func cachedTree(
        _ repository: HubRepository, _ revision: HubRevision, _ cache: RepositoryCache
    ) throws -> HubTree {
        guard let commit = cache.commit(of: revision) else {
            throw HubError(
                .notCached, "\(repository): revision \(revision) is not in \(configuration.cacheFolder)",
                cure: onlineAdvice)
        }
        if let tree = cache.tree(commit) { return tree }
        let files = try cache.filesInSnapshot(commit)
        guard !files.isEmpty else {
            throw HubError(
                .notCached, "\(repository): no file of \(revision) is in \(configuration.cacheFolder)",
                cure: onlineAdvice)
        }
        return HubTree(commit: commit, files: files)
    }

    private var onlineAdvice: String {
        configuration.isOffline
            ? "run it once without HF_HUB_OFFLINE, or set HF_HUB_CACHE to the cache that has it"
            : "run it again with a connection"
    }
}
