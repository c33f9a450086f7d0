import Foundation
import Hub
import HubServer
import TestFolders
import Testing
import TestingSupport

@Suite("the cache")
struct CacheTests {
    private static let files: [String: [UInt8]] = [
        "data/train-00000-of-00001.parquet": LoopbackHub.content(20_000), "README.md": Array("# data".utf8),
    ]

    private static func published() throws -> (Bench, HubRepository) {
        let bench = try Bench()
        bench.server.publish(files, to: "owner/name", kind: "datasets")
        return (bench, try HubRepository("owner/name", .dataset))
    }

    @Test("offline: what is cached is found without a request, the rest is an error with a cure")
    func offline() throws {
        let (bench, repository) = try Self.published()
        let nothing = try #require(hubError { _ = try bench.offline.snapshot(of: repository) })
        #expect(nothing.kind == .notCached)
        #expect(nothing.cure.contains("HF_HUB_OFFLINE"))
        let readme = FilePattern("README.md")
        _ = try bench.client().snapshot(of: repository) { $0.files.filter { readme.matches($0.path) } }
        bench.server.forgetRequests()
        let some = try bench.offline.snapshot(of: repository) { $0.files.filter { readme.matches($0.path) } }
        #expect(Bench.bytes(some, "README.md") == Self.files["README.md"])
        let all = try #require(hubError { _ = try bench.offline.snapshot(of: repository) })
        #expect(all.kind == .notCached)
        #expect(all.problem.contains("1 of 2 files") && all.problem.contains("train-00000"), "\(all)")
        let other = try #require(
            hubError { _ = try bench.offline.snapshot(of: repository, revision: HubRevision("v2")) })
        #expect(other.problem.contains("v2"))
        #expect(bench.server.requests.isEmpty)
    }

    @Test("offline without a listing: what lies in the snapshot")
    func withoutListing() throws {
        let (bench, repository) = try Self.published()
        _ = try bench.client().snapshot(of: repository)
        try FileManager.default.removeItem(atPath: "\(bench.cache)/datasets--owner--name/trees")
        let snapshot = try bench.offline.snapshot(of: repository)
        #expect(snapshot.files.map(\.path).sorted() == Self.files.keys.sorted())
    }

    @Test("two clients at once fetch every content once")
    func twoAtOnce() async throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/content/", .stall(afterBytes: 5000))
        async let first = detached { try bench.client().snapshot(of: repository) }
        async let second = detached { try bench.client().snapshot(of: repository) }
        defer { bench.server.mend() }
        try await wait { bench.notes.lines.contains { $0.hasPrefix("waiting for") } }
        bench.server.mend()
        for snapshot in try await [first, second] {
            for (path, bytes) in Self.files { #expect(Bench.bytes(snapshot, path) == bytes) }
        }
        #expect(bench.server.requests.filter { $0.host == .storage }.count == 1)
    }

    @Test("a content that was cut on disk is fetched again")
    func cutContent() throws {
        let (bench, repository) = try Self.published()
        let first = try bench.client().snapshot(of: repository)
        let blob = URL(fileURLWithPath: "\(first.folder)/README.md").resolvingSymlinksInPath()
        try Data("#".utf8).write(to: blob)
        let second = try bench.client().snapshot(of: repository)
        #expect(second.fetched == 1)
        #expect(Bench.bytes(second, "README.md") == Self.files["README.md"])
    }

    @Test("a content that is there under another commit is linked, not fetched")
    func sharedContent() throws {
        let (bench, repository) = try Self.published()
        _ = try bench.client().snapshot(of: repository)
        bench.server.publish(
            ["moved/train.parquet": Self.files["data/train-00000-of-00001.parquet"] ?? []], to: "owner/name",
            kind: "datasets", as: "v2")
        bench.server.forgetRequests()
        let snapshot = try bench.client().snapshot(of: repository, revision: HubRevision("v2"))
        #expect(Bench.bytes(snapshot, "moved/train.parquet")?.count == 20_000)
        #expect(bench.server.contentRequests.isEmpty)
    }

    @Test("a cache that cannot be written is an error that names it")
    func unwritable() throws {
        let (bench, repository) = try Self.published()
        try bench.scratch.write("a file", to: "file")
        let error = hubError {
            _ = try bench.client { $0.cacheFolder = bench.scratch("file/cache") }.snapshot(of: repository)
        }
        #expect(error?.kind == .cacheFailed)
        #expect(error?.description.contains("HF_HUB_CACHE") == true)
    }

    private func detached<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
