import Foundation
import Hub
import HubServer
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("one cache with huggingface_hub", .enabled(if: PythonHub.isInstalled, "\(PythonHub.reason)"))
struct PythonTests {
    private static let files: [String: [UInt8]] = [
        "config.json": Array(#"{"a": "ü"}"#.utf8), "model-00001-of-00001.safetensors": LoopbackHub.content(50_000),
        "sub/dir/table.parquet": LoopbackHub.content(5000, seed: 3), "empty.txt": [],
    ]

    private static func bench(_ revision: String = "main") throws -> Bench {
        let bench = try Bench()
        bench.server.publish(files, to: "owner/name", as: revision)
        bench.server.publish(files, to: "owner/data", kind: "datasets", as: revision)
        return bench
    }

    @Test("what Python fetched is found without fetching", arguments: ["main", "refs/convert/parquet"])
    func pythonFirst(_ revision: String) throws {
        let bench = try Self.bench(revision)
        let answer = try PythonHub.run(bench, "owner/data", "--type", "dataset", "--revision", revision)
        let path = try #require(answer["path"]?.stringValue, "\(answer)")
        bench.server.forgetRequests()
        let repository = try HubRepository("owner/data", .dataset)
        let snapshot = try bench.client().snapshot(of: repository, revision: HubRevision(revision))
        #expect(snapshot.fetched == 0)
        #expect(snapshot.folder == path)
        #expect(bench.server.contentRequests.isEmpty)
        // Python's listing serves too, also without a connection.
        #expect(!bench.server.requests.contains { $0.path.contains("/tree/") })
        let offline = try bench.offline.snapshot(of: repository, revision: HubRevision(revision))
        for (path, bytes) in Self.files { #expect(Bench.bytes(offline, path) == bytes) }
    }

    @Test("what this program fetched, Python finds without fetching", arguments: ["main", "refs/convert/parquet"])
    func swiftFirst(_ revision: String) throws {
        let bench = try Self.bench(revision)
        let repository = try HubRepository("owner/data", .dataset)
        let snapshot = try bench.client().snapshot(of: repository, revision: HubRevision(revision))
        bench.server.forgetRequests()
        let online = try PythonHub.run(bench, "owner/data", "--type", "dataset", "--revision", revision)
        #expect(online["path"]?.stringValue == snapshot.folder, "\(online)")
        #expect(bench.server.contentRequests.isEmpty)
        #expect(!bench.server.requests.contains { $0.path.contains("/tree/") })
        bench.server.forgetRequests()
        let local = try PythonHub.run(
            bench, "owner/data", "--type", "dataset", "--revision", revision, "--local-only")
        for (path, bytes) in Self.files {
            #expect(local["files"]?[path]?.stringValue == bytes.map { String(format: "%02x", $0) }.joined())
        }
        #expect(bench.server.requests.isEmpty)
    }

    @Test("both leave the same cache, entry by entry")
    func sameCache() throws {
        let bench = try Self.bench()
        let other = bench.scratch("python")
        for (name, kind) in [("owner/name", HubRepository.Kind.model), ("owner/data", .dataset)] {
            _ = try bench.client().snapshot(of: HubRepository(name, kind))
            let answer = try PythonHub.run(bench, cache: other, name, "--type", kind.rawValue)
            try #require(answer["path"] != nil, "\(answer)")
        }
        // Listings are compared by their meaning: two programs need not format JSON alike. The text of the tag is free.
        func isApart(_ path: String) -> Bool {
            path.contains("/trees/") || path == "CACHEDIR.TAG"
        }
        let (ours, theirs) = (
            try entries(below: bench.cache, except: isApart), try entries(below: other, except: isApart)
        )
        #expect(ours.count >= 2 * (2 * Self.files.count + 1))
        for path in Set(ours.keys).union(theirs.keys).sorted() { #expect(ours[path] == theirs[path], "\(path)") }
        let trees = try FileManager.default.subpathsOfDirectory(atPath: other).filter {
            $0.hasSuffix(".json") && $0.contains("/trees/")
        }
        #expect(trees.count == 2)
        for tree in trees {
            #expect(
                try JSONValue(contentsOf: "\(bench.cache)/\(tree)") == JSONValue(contentsOf: "\(other)/\(tree)"))
        }
        #expect(FileManager.default.fileExists(atPath: "\(bench.cache)/CACHEDIR.TAG"))
    }

    @Test("a mark for an absent file means the same to both")
    func absence() throws {
        let bench = try Self.bench()
        let repository = try HubRepository("owner/name", .model)
        let tree = try bench.client().snapshot(of: repository)
        let answer = try PythonHub.run(bench, "owner/name", "--file", "sub/none.json")
        #expect(answer["error"]?.stringValue == "RemoteEntryNotFoundError", "\(answer)")
        let marker = "\(bench.cache)/models--owner--name/.no_exist/\(tree.commit)/sub/none.json"
        #expect(FileManager.default.contents(atPath: marker) == Data())
    }

    @Test("each waits for the other's lock")
    func locks() async throws {
        let bench = try Self.bench()
        let repository = try HubRepository("owner/name", .model)
        let path = "model-00001-of-00001.safetensors"
        let tree = try bench.client().tree(of: repository)
        // Fetched and taken away again, to know the lock's name from the outside.
        let first = try bench.client().snapshot(of: repository) { $0.files.filter { $0.path == path } }
        #expect(first.commit == tree.commit)
        let blob = URL(fileURLWithPath: "\(first.folder)/\(path)").resolvingSymlinksInPath()
        try FileManager.default.removeItem(at: blob)
        let lock = "\(bench.cache)/.locks/models--owner--name/\(blob.lastPathComponent).lock"
        #expect(FileManager.default.fileExists(atPath: lock))
        let holder = """
            import os, sys, time
            from filelock import FileLock
            with FileLock(sys.argv[1]):
                open(sys.argv[2], "w").close()
                while not os.path.exists(sys.argv[3]): time.sleep(0.01)
            """
        let (held, release) = (bench.scratch("held"), bench.scratch("release"))
        let python = Thread {
            _ = try? Subprocess.run(
                "/usr/bin/env", ["python3", "-c", holder, lock, held, release],
                environment: ["PYTHONPATH": PackageRoot.file(".deps/reference")])
        }
        python.start()
        while !FileManager.default.fileExists(atPath: held) { try await Task.sleep(for: .milliseconds(10)) }
        bench.server.forgetRequests()
        let done = Notes()
        let fetching = Thread {
            _ = try? bench.client().snapshot(of: repository) { $0.files.filter { $0.path == path } }
            done.add("done")
        }
        fetching.start()
        while !bench.notes.lines.contains(where: { $0.hasPrefix("waiting for") }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(bench.server.contentRequests.isEmpty)
        #expect(done.lines.isEmpty)
        try bench.scratch.write("", to: "release")
        while done.lines.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        #expect(FileManager.default.contents(atPath: blob.path).map { [UInt8]($0) } == Self.files[path])
    }
}
