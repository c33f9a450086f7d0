import Foundation

/// Brings the chosen files of one commit into the cache, several at once.
struct SnapshotDownload: Sendable {
    let configuration: HubConfiguration
    let api: HubAPI
    let cache: RepositoryCache
    let repository: HubRepository
    let revision: HubRevision
    let events: HubEvents

    /// - Parameter files: those of the listing that are wanted.
    func run(_ files: [HubFile], commit: String) async throws -> HubSnapshot {
        let missing = files.filter { !cache.has($0, commit) }
        if !missing.isEmpty {
            try cache.prepare(commit)
            try requireRoom(for: missing)
            announce(missing)
            defer { events.finished() }
            try await fetch(missing, commit)
        }
        return HubSnapshot(
            repository: repository, commit: commit, folder: cache.snapshot(commit), files: files,
            fetched: missing.count)
    }

    private func fetch(_ files: [HubFile], _ commit: String) async throws {
        let meter = ProgressMeter(
            repository, totalBytes: files.map(\.size).reduce(0, +), totalFiles: files.count, tell: events.progress)
        // Two paths with one content would wait for each other's lock; the second finds the first one's content.
        var waiting = Dictionary(grouping: files, by: \.etag).values.sorted { $0[0].path < $1[0].path }[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            func start() {
                guard let files = waiting.popFirst() else { return }
                group.addTask {
                    for file in files {
                        try await FileDownload(
                            configuration: configuration, api: api, cache: cache, repository: repository,
                            commit: commit, file: file, meter: meter, note: events.note
                        ).run()
                    }
                }
            }
            for _ in 0..<max(1, configuration.parallelFiles) { start() }
            while try await group.next() != nil { start() }
        }
    }

    private func announce(_ files: [HubFile]) {
        let size = ByteCount.text(files.map(\.size).reduce(0, +))
        events.note(
            "downloading \(repository.kind.noun) \(repository) (\(revision)): "
                + "\(files.count) \(files.count == 1 ? "file" : "files"), \(size), into \(cache.root)")
    }

    /// Tells a disk that is too small before it is full; what lies there in parts already counts.
    private func requireRoom(for files: [HubFile]) throws {
        let needed = files.filter { !cache.hasBlob($0) }
            .map { max(0, $0.size - (RepositoryCache.size(cache.part($0)) ?? 0)) }.reduce(0, +)
        var system = statvfs()
        guard statvfs(cache.folder, &system) == 0 else { return }
        let free = Int(clamping: UInt64(system.f_bavail) * UInt64(system.f_frsize))
        // Some network file systems tell nothing.
        guard free > 0, free < needed else { return }
        throw HubError(
            .cacheFailed,
            "\(cache.root): \(ByteCount.text(needed)) are needed for \(repository), and \(ByteCount.text(free)) are free",
            cure: "free some room or set HF_HUB_CACHE to another disk")
    }
}
