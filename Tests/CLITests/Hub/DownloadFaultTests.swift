import Foundation
import HubServer
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("download: interrupted, crowded, full")
struct DownloadFaultTests {
    private static let size = 3_000_000
    private static let weights = LoopbackHub.content(size)

    private static func bench() throws -> HubBench {
        let bench = try HubBench()
        bench.server.publish(["config.json": [0x7B, 0x7D], "model.safetensors": weights], to: "owner/name")
        return bench
    }

    private static func part(_ bench: HubBench) throws -> (path: String, size: Int)? {
        let folder = "\(bench.cache)/models--owner--name/blobs"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder),
            let name = names.first(where: { $0.hasSuffix(".incomplete") })
        else { return nil }
        let path = "\(folder)/\(name)"
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return (path, size ?? 0)
    }

    private static func weights(_ answer: Subprocess.Answer) throws -> [UInt8]? {
        try #require(answer.exitCode == 0, "\(answer)")
        let folder = answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
        return FileManager.default.contents(atPath: "\(folder)/model.safetensors").map { [UInt8]($0) }
    }

    @Test("killed in mid-file, the next run asks for the rest")
    func killed() async throws {
        let bench = try Self.bench()
        bench.server.spoil("/content/", .stall(afterBytes: 1_000_000))
        let process = try bench.start("download", "owner/name")
        try await wait { try Self.part(bench)?.size == 1_000_000 }
        kill(process.processIdentifier, SIGKILL)
        try await wait { !process.isRunning }
        #expect(process.terminationReason == .uncaughtSignal)
        bench.server.mend()
        bench.server.forgetRequests()
        #expect(try Self.weights(bench.run("download", "owner/name")) == Self.weights)
        let asked = bench.server.requests.filter { $0.host == .storage }.map(\.range)
        #expect(asked == ["bytes=1000000-"])
        #expect(try Self.part(bench) == nil)
    }

    @Test("two programs at once fetch the file once")
    func twoPrograms() async throws {
        let bench = try Self.bench()
        bench.server.spoil("/content/", .stall(afterBytes: 1_000_000))
        let first = try bench.start("download", "owner/name")
        try await wait { try Self.part(bench)?.size == 1_000_000 }
        let second = try bench.start("download", "owner/name")
        try await wait { bench.server.requests.filter { $0.path.contains("/revision/") }.count == 2 }
        bench.server.mend()
        try await wait { !first.isRunning && !second.isRunning }
        #expect(first.terminationStatus == 0)
        #expect(second.terminationStatus == 0)
        #expect(bench.server.requests.filter { $0.host == .storage }.count == 1)
        #expect(try Self.weights(bench.run("download", "owner/name")) == Self.weights)
    }

    @Test(
        "this program and Python at once leave one right cache",
        .enabled(if: Reference.isInstalled, "\(Reference.reason)"))
    func withPython() async throws {
        let bench = try Self.bench()
        bench.server.spoil("/content/", .stall(afterBytes: 1_000_000))
        let ours = try bench.start("download", "owner/name")
        try await wait { try Self.part(bench)?.size == 1_000_000 }
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", PackageRoot.file("scripts/reference_hub.py"), "owner/name"]
        python.environment = ProcessInfo.processInfo.environment.merging(bench.environment) { $1 }
            .merging(["PYTHONPATH": PackageRoot.file(".deps/reference")]) { $1 }
        python.standardOutput = FileHandle.nullDevice
        try python.run()
        try await wait { bench.server.requests.contains { $0.method == "HEAD" && $0.path.contains("model.safe") } }
        bench.server.mend()
        try await wait { !ours.isRunning && !python.isRunning }
        #expect(ours.terminationStatus == 0)
        #expect(python.terminationStatus == 0)
        #expect(bench.server.requests.filter { $0.host == .storage && $0.method == "GET" }.count == 1)
        #expect(try Self.weights(bench.run("download", "owner/name")) == Self.weights)
    }

    /// Runs the program where no file may have more bytes; the signal that would end it is ignored, as Python does.
    private static func limited(_ bench: HubBench, kilobytes: Int) throws -> Subprocess.Answer {
        try Subprocess.run(
            "/bin/bash",
            ["-c", "trap '' XFSZ; ulimit -f \(kilobytes); exec \"$0\" download owner/name", Program.path ?? ""],
            environment: bench.environment, in: bench.scratch.path)
    }

    @Test("no room for the file: a clear error, and the part stays for the next run")
    func noRoom() throws {
        let bench = try Self.bench()
        let answer = try Self.limited(bench, kilobytes: 1024)
        #expect(answer.exitCode == 1, "\(answer)")
        let error = answer.errorLines.last ?? ""
        #expect(error.hasPrefix("error: ") && error.contains("HF_HUB_CACHE") && error.contains("kept"), "\(answer)")
        #expect(try Self.part(bench)?.size == 1 << 20)
        bench.server.forgetRequests()
        #expect(try Self.weights(bench.run("download", "owner/name")) == Self.weights)
        #expect(bench.server.requests.filter { $0.host == .storage }.map(\.range) == ["bytes=1048576-"])
    }

    @Test("404, 401, 403, 500 and a web page are one line each", arguments: [404, 401, 403, 501, 200])
    func statuses(_ status: Int) throws {
        let bench = try Self.bench()
        bench.server.spoil("/resolve/", status == 200 ? .webPage : .status(status), times: 100)
        let answer = try bench.run("download", "owner/name")
        #expect(answer.exitCode == 1)
        let error = answer.errorLines.last ?? ""
        #expect(error.hasPrefix("error: ") && error.contains("; "), "\(answer)")
        #expect(answer.errorLines.count == 2, "\(answer)")
    }
}
