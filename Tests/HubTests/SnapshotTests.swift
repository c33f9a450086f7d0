import Foundation
import Hub
import HubServer
import Testing

@Suite("snapshots")
struct SnapshotTests {
    private static let files: [String: [UInt8]] = [
        "config.json": Array(#"{"model_type": "llama"}"#.utf8),
        "model.safetensors": LoopbackHub.content(300_000),
        "deep/er/table.parquet": LoopbackHub.content(70_000, seed: 2),
        "deep/er/notes ü (1).txt": Array("white space, umlauts and brackets".utf8),
        "empty.txt": [],
    ]

    @Test("brings every file, checked, as links to contents")
    func whole() throws {
        let bench = try Bench()
        let commit = bench.server.publish(Self.files, to: "owner/name")
        let repository = try HubRepository("owner/name", .model)
        let snapshot = try bench.client().snapshot(of: repository)
        #expect(snapshot.commit == commit)
        #expect(snapshot.fetched == Self.files.count)
        for (path, bytes) in Self.files { #expect(Bench.bytes(snapshot, path) == bytes, "\(path)") }
        #expect(snapshot.folder == "\(bench.cache)/models--owner--name/snapshots/\(commit)")
        let link = try FileManager.default.destinationOfSymbolicLink(
            atPath: "\(snapshot.folder)/deep/er/table.parquet")
        #expect(link.hasPrefix("../../../../blobs/"))
        let reference = try String(contentsOfFile: "\(bench.cache)/models--owner--name/refs/main", encoding: .utf8)
        #expect(reference == commit)
        #expect(bench.notes.lines.count == 1)
        #expect(bench.notes.lines.first?.contains("5 files, 370.1 kB") == true, "\(bench.notes.lines)")
    }

    @Test("a second call fetches nothing and tells nothing")
    func again() throws {
        let bench = try Bench()
        bench.server.publish(Self.files, to: "owner/name")
        let repository = try HubRepository("owner/name", .model)
        let first = try bench.client().snapshot(of: repository)
        bench.server.forgetRequests()
        let second = try bench.client().snapshot(of: repository)
        #expect(second.fetched == 0)
        #expect(second.folder == first.folder)
        #expect(bench.server.contentRequests.isEmpty)
        // The listing of a commit is kept, so one question is left: what the revision stands for.
        #expect(bench.server.requests.map(\.path) == ["/api/models/owner/name/revision/main"])
        #expect(bench.notes.lines.count == 1)
    }

    @Test("only chosen files are fetched, others later")
    func chosen() throws {
        let bench = try Bench()
        bench.server.publish(Self.files, to: "owner/name", kind: "datasets")
        let repository = try HubRepository("owner/name", .dataset)
        let pattern = FilePattern("deep/*.parquet")
        let some = try bench.client().snapshot(of: repository) { $0.files.filter { pattern.matches($0.path) } }
        #expect(some.files.map(\.path) == ["deep/er/table.parquet"])
        #expect(Bench.bytes(some, "config.json") == nil)
        let all = try bench.client().snapshot(of: repository)
        #expect(all.fetched == Self.files.count - 1)
        #expect(Bench.bytes(all, "deep/er/table.parquet") == Self.files["deep/er/table.parquet"])
    }

    @Test("a revision that moves brings the new commit and shares what stayed the same")
    func moved() throws {
        let bench = try Bench()
        let repository = try HubRepository("owner/name", .model)
        let first = bench.server.publish(Self.files, to: "owner/name")
        _ = try bench.client().snapshot(of: repository)
        var changed = Self.files
        changed["config.json"] = Array("{}".utf8)
        let second = bench.server.publish(changed, to: "owner/name")
        #expect(first != second)
        bench.server.forgetRequests()
        let snapshot = try bench.client().snapshot(of: repository)
        #expect(snapshot.commit == second)
        #expect(Bench.bytes(snapshot, "config.json") == Array("{}".utf8))
        #expect(Bench.bytes(snapshot, "model.safetensors") == Self.files["model.safetensors"])
        #expect(bench.server.contentRequests.map(\.path) == ["/owner/name/resolve/\(second)/config.json"])
        // The old commit is still there under its own name.
        let old = try bench.client().snapshot(of: repository, revision: HubRevision(first))
        #expect(old.fetched == 0)
        #expect(Bench.bytes(old, "config.json") == Self.files["config.json"])
    }

    @Test("revisions with slashes are one part of the address", arguments: ["refs/convert/parquet", "v1.0", "a b"])
    func revisions(_ name: String) throws {
        let bench = try Bench()
        let commit = bench.server.publish(Self.files, to: "owner/name", kind: "datasets", as: name)
        let repository = try HubRepository("owner/name", .dataset)
        guard name != "a b" else {
            #expect(hubError { _ = try HubRevision(name) }?.kind == .invalidName)
            return
        }
        let snapshot = try bench.client().snapshot(of: repository, revision: HubRevision(name))
        #expect(snapshot.commit == commit)
        let asked = name.replacing("/", with: "%2F")
        #expect(bench.server.requests.contains { $0.path == "/api/datasets/owner/name/revision/\(asked)" })
        let kept = "\(bench.cache)/datasets--owner--name/refs/\(name)"
        #expect(try String(contentsOfFile: kept, encoding: .utf8) == commit)
    }

    @Test("listings of several pages are read to their end")
    func pages() throws {
        let bench = try Bench()
        let files = Dictionary(uniqueKeysWithValues: (0..<25).map { ("f\($0).txt", Array("\($0)".utf8)) })
        bench.server.publish(files, to: "owner/name")
        bench.server.setPageLength(4)
        let snapshot = try bench.client().snapshot(of: HubRepository("owner/name", .model))
        #expect(snapshot.files.count == 25)
        #expect(bench.server.requests.filter { $0.path.contains("/tree/") }.count == 7)
    }

    @Test("progress grows to the end and can stop a download, which goes on later")
    func progress() throws {
        struct Enough: Error {}
        let bench = try Bench()
        bench.server.publish(Self.files, to: "owner/name")
        let repository = try HubRepository("owner/name", .model)
        bench.server.spoil("model.safetensors", at: .storage, .stall(afterBytes: 100_000))
        let stopping = HubClient(
            bench.configuration,
            events: HubEvents(progress: { progress in
                if progress.bytes > 0 { throw Enough() }
            }))
        #expect(throws: (any Error).self) { _ = try stopping.snapshot(of: repository) }
        bench.server.mend()
        let seen = Seen()
        let client = HubClient(bench.configuration, events: HubEvents(progress: { seen.add($0) }))
        let snapshot = try client.snapshot(of: repository)
        #expect(Bench.bytes(snapshot, "model.safetensors") == Self.files["model.safetensors"])
        let last = try #require(seen.all.last)
        #expect(last.bytes == last.totalBytes)
        #expect(last.files == last.totalFiles)
        #expect(seen.all.map(\.bytes) == seen.all.map(\.bytes).sorted())
    }

    private final class Seen: @unchecked Sendable {
        private let lock = NSLock()
        private var kept: [HubProgress] = []
        var all: [HubProgress] { lock.withLock { kept } }
        func add(_ progress: HubProgress) { lock.withLock { kept.append(progress) } }
    }
}
