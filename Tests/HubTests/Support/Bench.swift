import Foundation
import Hub
import HubServer
import TestFolders
import TestingSupport

/// A loopback Hub, a cache and a client of both.
struct Bench {
    let server: LoopbackHub
    let scratch: ScratchFolder
    let notes = Notes()

    init() throws {
        server = try LoopbackHub()
        scratch = try ScratchFolder()
    }

    var cache: String { scratch("cache") }

    /// A configuration that waits hardly at all between attempts.
    var configuration: HubConfiguration {
        var configuration = HubConfiguration(cacheFolder: cache, endpoint: server.endpoint)
        configuration.backOff = 0.01
        // A busy machine is no silent server.
        configuration.readTimeout = 600
        return configuration
    }

    func client(_ change: (inout HubConfiguration) -> Void = { _ in }) -> HubClient {
        var configuration = configuration
        change(&configuration)
        return HubClient(configuration, events: HubEvents(note: notes.add))
    }

    /// The client with nothing but the cache.
    var offline: HubClient { client { $0.isOffline = true } }

    /// The bytes of a file that was fetched.
    static func bytes(_ snapshot: HubSnapshot, _ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(snapshot.folder)/\(path)").map { [UInt8]($0) }
    }
}

/// Lines that a client told.
final class Notes: @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [String] = []

    var lines: [String] { lock.withLock { kept } }
    var add: @Sendable (String) -> Void { { line in self.lock.withLock { self.kept.append(line) } } }
}

/// Every entry of a folder: what a link leads to, or the bytes of a file; folders by their files only.
func entries(below folder: String, except: (String) -> Bool = { _ in false }) throws -> [String: String] {
    var entries: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where !except(path) {
        let full = "\(folder)/\(path)"
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: full) {
            entries[path] = "-> \(target)"
        } else if let data = FileManager.default.contents(atPath: full) {
            entries[path] = data.map { String(format: "%02x", $0) }.joined()
        }
    }
    return entries
}

/// The `HubError` that a call must throw.
func hubError(_ body: () throws -> Void) -> HubError? {
    do {
        try body()
        return nil
    } catch {
        return error as? HubError
    }
}
