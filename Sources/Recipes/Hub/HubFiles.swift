public import Foundation
public import Hub
import Synchronization

/// Models, adapters and data by their names on the Hub, fetched into the cache when they are not there yet.
///
/// What a revision stands for is asked once: all files of a run come from one commit.
public final class HubFiles: Sendable {
    private struct Question: Hashable {
        let repository: HubRepository
        let revision: HubRevision
    }

    private let environment: [String: String]
    private let events: HubEvents
    private let commits = Mutex<[Question: String]>([:])

    /// - Parameters:
    ///   - events: told what is fetched, and how far it is.
    ///   - environment: the variables that `HubConfiguration` reads.
    public init(
        events: HubEvents = HubEvents(), environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.events = events
        self.environment = environment
    }

    /// Brings the chosen files of a revision into the cache.
    func snapshot(
        of repository: HubRepository, _ revision: HubRevision,
        choosing choice: @escaping @Sendable (_ paths: [String]) throws -> [String]
    ) throws -> HubSnapshot {
        let question = Question(repository: repository, revision: revision)
        let known = commits.withLock { $0[question] }
        let snapshot = try client().snapshot(
            of: repository, revision: known.map { try HubRevision($0) } ?? revision
        ) { tree in
            let wanted = Set(try choice(tree.files.map(\.path)))
            return tree.files.filter { wanted.contains($0.path) }
        }
        commits.withLock { $0[question] = snapshot.commit }
        return snapshot
    }

    /// All files of a revision, without fetching them.
    func tree(of repository: HubRepository, _ revision: HubRevision) throws -> HubTree {
        try client().tree(of: repository, revision: revision)
    }

    func client() throws -> HubClient {
        HubClient(try HubConfiguration(environment: environment), events: events)
    }
}
