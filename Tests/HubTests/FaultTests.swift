import Foundation
import Hub
import HubServer
import Testing
import TestingSupport

@Suite("faults of server and connection")
struct FaultTests {
    private static let large = LoopbackHub.content(500_000)
    private static let small = Array("a small file of some bytes".utf8)

    private static func published() throws -> (Bench, HubRepository) {
        let bench = try Bench()
        bench.server.publish(["data.parquet": large, "small.csv": small], to: "owner/name", kind: "datasets")
        return (bench, try HubRepository("owner/name", .dataset))
    }

    private static func expectWhole(_ snapshot: HubSnapshot, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(Bench.bytes(snapshot, "data.parquet") == large, sourceLocation: sourceLocation)
        #expect(Bench.bytes(snapshot, "small.csv") == small, sourceLocation: sourceLocation)
    }

    private static func parts(_ bench: Bench) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: bench.cache).filter { $0.hasSuffix(".incomplete") }
    }

    @Test("a connection that drops in mid-file is taken up where it broke")
    func drop() throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/content/", .drop(afterBytes: 200_000))
        bench.server.spoil("small.csv", .drop(afterBytes: 5))
        Self.expectWhole(try bench.client().snapshot(of: repository))
        let ranges = bench.server.requests.filter { $0.host == .storage }.map(\.range)
        #expect(ranges.count == 2)
        #expect(ranges.last??.hasPrefix("bytes=") == true, "\(ranges)")
        #expect(try Self.parts(bench).isEmpty)
    }

    @Test("one that always drops without a byte ends with an error, and the next run goes on")
    func dropsForGood() throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/content/", .drop(afterBytes: 100_000))
        bench.server.spoil("/content/", .drop(afterBytes: 0), times: 50)
        let error = hubError { _ = try bench.client().snapshot(of: repository) }
        #expect(error?.kind == .unreachable, "\(String(describing: error))")
        #expect(try Self.parts(bench).count == 1)
        bench.server.mend()
        bench.server.forgetRequests()
        Self.expectWhole(try bench.client().snapshot(of: repository))
        let range = bench.server.requests.last { $0.host == .storage }?.range
        #expect(range?.hasPrefix("bytes=") == true && range != "bytes=0-")
    }

    @Test("a server that knows no ranges sends all again")
    func noRanges() throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/content/", .drop(afterBytes: 100_000))
        bench.server.spoil("/content/", .ignoresRange)
        Self.expectWhole(try bench.client().snapshot(of: repository))
    }

    @Test("a part that is not of the file is thrown away", arguments: [400_000, 600_000])
    func strangePart(_ length: Int) throws {
        let (bench, repository) = try Self.published()
        let first = try bench.client().snapshot(of: repository)
        let blob = URL(fileURLWithPath: first.folder).appending(path: "data.parquet").resolvingSymlinksInPath().path
        try FileManager.default.removeItem(atPath: blob)
        try Data(LoopbackHub.content(length, seed: 99)).write(to: URL(fileURLWithPath: blob + ".incomplete"))
        Self.expectWhole(try bench.client().snapshot(of: repository))
    }

    @Test("429 with Retry-After and errors of the server are waited out", arguments: [429, 500, 502, 503, 408])
    func transient(_ status: Int) throws {
        let (bench, repository) = try Self.published()
        for part in ["/revision/", "/tree/", "/resolve/", "/content/"] {
            bench.server.spoil(part, .status(status, headers: ["Retry-After": "0"]), times: 2)
        }
        Self.expectWhole(try bench.client().snapshot(of: repository))
    }

    @Test("a wait that is too long is told instead")
    func longWait() throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/revision/", .status(429, headers: ["Retry-After": "86400"]), times: 50)
        let error = hubError { _ = try bench.client().snapshot(of: repository) }
        #expect(error?.kind == .rateLimited)
        #expect(error?.description.contains("86400 seconds") == true)
        #expect(bench.server.requests.count == 1)
    }

    @Test("500 for good names the server", arguments: [500, 501])
    func failing(_ status: Int) throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/content/", .status(status), times: 50)
        let error = hubError { _ = try bench.client().snapshot(of: repository) }
        #expect(error?.kind == .serverFailed)
        #expect(error?.description.contains("\(status)") == true, "\(String(describing: error))")
    }

    @Test("another content than the checksum says is refused and not kept", arguments: ["data.parquet", "small.csv"])
    func wrongContent(_ file: String) throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil(file == "small.csv" ? file : "/content/", .wrongByte)
        let error = hubError { _ = try bench.client().snapshot(of: repository) }
        #expect(error?.kind == .damaged, "\(String(describing: error))")
        #expect(error?.description.contains(file) == true)
        // Nothing wrong is kept, so the next run succeeds.
        Self.expectWhole(try bench.client().snapshot(of: repository))
    }

    @Test(
        "a server that describes another content than the listing is refused",
        arguments: ["data.parquet", "small.csv"])
    func wrongEtag(_ file: String) throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/\(file)", .wrongEtag)
        let error = hubError { _ = try bench.client { $0.parallelFiles = 1 }.snapshot(of: repository) }
        #expect(error?.kind == .damaged, "\(String(describing: error))")
        #expect(error?.description.contains(file) == true)
    }

    @Test("a web page instead of data is refused", arguments: ["/content/", "small.csv", "/revision/", "/tree/"])
    func webPage(_ part: String) throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil(part, .webPage, times: 50)
        let error = hubError { _ = try bench.client().snapshot(of: repository) }
        #expect(error?.kind == .serverFailed)
        #expect(error?.description.contains("web page") == true, "\(String(describing: error))")
    }

    @Test("no server at all: an error, or the copy in the cache")
    func unreachable() throws {
        let (bench, repository) = try Self.published()
        let nowhere = bench.client { $0.endpoint = "http://127.0.0.1:9" }
        #expect(hubError { _ = try nowhere.snapshot(of: repository) }?.kind == .unreachable)
        _ = try bench.client().snapshot(of: repository)
        Self.expectWhole(try nowhere.snapshot(of: repository))
        #expect(bench.notes.lines.last?.contains("using the copy") == true, "\(bench.notes.lines)")
    }

    @Test("a server that goes silent is given up")
    func silent() throws {
        let (bench, repository) = try Self.published()
        bench.server.spoil("/content/", .stall(afterBytes: 0), times: 50)
        let error = hubError {
            _ = try bench.client {
                $0.readTimeout = 0.2
                $0.attempts = 2
            }.snapshot(of: repository)
        }
        #expect(error?.kind == .unreachable, "\(String(describing: error))")
        bench.server.mend()
    }
}
