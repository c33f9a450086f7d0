import Foundation
import Hub
import HubServer
import TestFolders
import Testing
import TestingSupport

@Suite("names that lead out of the cache")
struct SafetyTests {
    @Test(
        "in a listing are refused, and nothing is written",
        arguments: [
            "../evil", "a/../../evil", "/etc/evil", "a//b", "a/./b", #"..\evil"#, #"C:\evil"#, "a\u{0}b", "a\nb",
        ])
    func listing(_ path: String) throws {
        let bench = try Bench()
        bench.server.publish(["good.txt": [1], path: [2]], to: "owner/name")
        let error = hubError { _ = try bench.client().snapshot(of: HubRepository("owner/name", .model)) }
        #expect(error?.kind == .unsafeName, "\(String(describing: error))")
        #expect(error?.description.contains("\n") == false)
        #expect(bench.server.contentRequests.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: bench.cache))
    }

    @Test("links in the cache's own folders are refused")
    func links() throws {
        let bench = try Bench()
        let commit = bench.server.publish(["sub/file.txt": [1], "other.txt": [2]], to: "owner/name")
        let snapshot = "\(bench.cache)/models--owner--name/snapshots/\(commit)"
        try bench.scratch.write("", to: "outside/nothing")
        try FileManager.default.createDirectory(atPath: snapshot, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(snapshot)/sub", withDestinationPath: bench.scratch("outside"))
        let error = hubError { _ = try bench.client().snapshot(of: HubRepository("owner/name", .model)) }
        #expect(error?.kind == .unsafeName, "\(String(describing: error))")
        #expect(!FileManager.default.fileExists(atPath: bench.scratch("outside/file.txt")))
    }

    @Test("a part that is a link is not written through")
    func partLink() throws {
        let bench = try Bench()
        let content = LoopbackHub.content(1000)
        bench.server.publish(["file.parquet": content], to: "owner/name")
        let repository = try HubRepository("owner/name", .model)
        let snapshot = try bench.client().snapshot(of: repository)
        let blob = URL(fileURLWithPath: "\(snapshot.folder)/file.parquet").resolvingSymlinksInPath().path
        try FileManager.default.removeItem(atPath: blob)
        let victim = try bench.scratch.write("untouched", to: "victim")
        try FileManager.default.createSymbolicLink(atPath: blob + ".incomplete", withDestinationPath: victim)
        #expect(hubError { _ = try bench.client().snapshot(of: repository) }?.kind == .cacheFailed)
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "untouched")
    }

    @Test(
        "repositories", arguments: ["../x", "a/b/c", "a/..", "/etc", "a--b/c", "a/b--c", "", "a b/c", ".a/b", "a/b."])
    func repositories(_ name: String) {
        #expect(hubError { _ = try HubRepository(name, .model) }?.kind == .invalidName)
    }

    @Test(
        "revisions", arguments: ["../x", "a/../b", "/a", "a/", "", ".git", "a b", "a\u{0}", "refs//x", #"a\b"#, "a:b"])
    func revisions(_ name: String) {
        #expect(hubError { _ = try HubRevision(name) }?.kind == .invalidName)
    }

    @Test("good names", arguments: ["gpt2", "owner/name", "Owner-1/na.me_2"])
    func goodNames(_ name: String) throws {
        #expect(try HubRepository(name, .dataset).name == name)
    }
}
