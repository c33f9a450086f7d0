import Foundation
import Synchronization

/// A Hub on this machine: repositories with commits, large files on a second port as on a storage host, pages of
/// listings, gates, and faults on demand.
///
/// It has threads of its own, so tests may wait for programs that ask it.
public final class LoopbackHub: Sendable {
    /// Who may read a repository.
    public enum Access: Sendable, Equatable {
        case open
        /// Only requests with this token; others are told that there is no such repository.
        case isPrivate(token: String)
        /// Nobody before the licence was accepted.
        case gated
    }

    /// What the servers share.
    struct State {
        /// By `models/owner/name` and `datasets/owner/name`.
        var repositories: [String: PublishedRepository] = [:]
        var requests: [ServedRequest] = []
        var faults: [(part: String, host: ServedRequest.Host?, fault: ServerFault, left: Int)] = []
        var stallsEnded = 0
        var storage = ""
        var pageLength = 1000
        /// What stands before the path of a listing's next page; nil for this Hub.
        var listingEndpoint: String?
    }

    let state = Mutex(State())
    private let hub: ServerProcess
    private let storage: ServerProcess

    /// `http://127.0.0.1:PORT`, for `HF_ENDPOINT`.
    public let endpoint: String

    /// Starts both servers.
    public init() throws {
        let box = HubBox()
        storage = try ServerProcess { await box.respond($0, $1, .storage) }
        hub = try ServerProcess { await box.respond($0, $1, .hub) }
        endpoint = "http://127.0.0.1:\(hub.port)"
        box.hub.withLock { $0 = WeakHub(self) }
        // Another name of the same machine: a host of its own, for rules about hosts.
        state.withLock { $0.storage = "http://localhost:\(storage.port)" }
    }

    deinit {
        hub.stop()
        storage.stop()
    }

    /// Where large files are.
    public var storageEndpoint: String { state.withLock { $0.storage } }

    /// Publishes files as a commit of a repository and gives the commit's name.
    ///
    /// - Parameters:
    ///   - kind: `models` or `datasets`.
    ///   - isLarge: which files a storage host is to serve.
    @discardableResult
    public func publish(
        _ files: [String: [UInt8]], to name: String, kind: String = "models", as reference: String = "main",
        isLarge: (String) -> Bool = LoopbackHub.isUsuallyLarge
    ) -> String {
        let files = files.map { path, bytes in
            (path, PublishedRepository.File(bytes, isLarge: isLarge(path)))
        }
        return state.withLock { state in
            state.repositories["\(kind)/\(name)", default: PublishedRepository()]
                .publish(Dictionary(uniqueKeysWithValues: files), as: reference)
        }
    }

    /// Publishes the files of a folder.
    @discardableResult
    public func publish(
        folder: String, to name: String, kind: String = "models", as reference: String = "main",
        isLarge: (String) -> Bool = LoopbackHub.isUsuallyLarge
    ) throws -> String {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            var isFolder: ObjCBool = false
            let file = "\(folder)/\(path)"
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            files[path] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        }
        return publish(files, to: name, kind: kind, as: reference, isLarge: isLarge)
    }

    /// Files of these kinds are large on the Hub, whatever their size.
    public static func isUsuallyLarge(_ path: String) -> Bool {
        [".parquet", ".safetensors", ".gguf", ".bin", ".arrow"].contains { path.hasSuffix($0) }
    }

    /// Says who may read a repository.
    public func restrict(_ name: String, kind: String = "models", to access: Access) {
        state.withLock { $0.repositories["\(kind)/\(name)"]?.access = access }
    }

    /// Lets the next answers to requests whose address contains `part` go wrong; storage addresses hold `/content/` and
    /// the file's checksum and path.
    public func spoil(
        _ part: String, at host: ServedRequest.Host? = nil, _ fault: ServerFault, times: Int = 1
    ) {
        state.withLock { $0.faults.append((part, host, fault, times)) }
    }

    /// Ends all faults, and lets stalled answers go on.
    public func mend() {
        state.withLock {
            $0.faults = []
            $0.stallsEnded += 1
        }
    }

    /// Entries on one page of a listing.
    public func setPageLength(_ length: Int) { state.withLock { $0.pageLength = length } }

    /// Lets listings name another Hub for their next pages, as some mirrors do.
    public func setListingEndpoint(_ endpoint: String) { state.withLock { $0.listingEndpoint = endpoint } }

    /// All requests so far.
    public var requests: [ServedRequest] { state.withLock { $0.requests } }

    /// Forgets the requests so far.
    public func forgetRequests() { state.withLock { $0.requests = [] } }

    /// Requests for contents.
    public var contentRequests: [ServedRequest] {
        requests.filter { $0.method == "GET" && ($0.path.contains("/resolve/") || $0.path.contains("/content/")) }
    }
}

/// Breaks the circle between a Hub and the servers that ask it.
struct WeakHub: Sendable {
    weak let hub: LoopbackHub?

    init(_ hub: LoopbackHub) { self.hub = hub }
}
