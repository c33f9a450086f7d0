import Foundation
import HubServer
import ModelFiles
import TestFolders
import TestingSupport

/// A loopback Hub, a cache, and the program pointed at both.
struct HubBench {
    let server: LoopbackHub
    let scratch: ScratchFolder

    init() throws {
        server = try LoopbackHub()
        scratch = try ScratchFolder()
    }

    var cache: String { scratch("cache") }

    var environment: [String: String] {
        [
            "HF_ENDPOINT": server.endpoint, "HF_HUB_CACHE": cache, "HF_HOME": scratch("home"), "HF_HUB_OFFLINE": "0",
            "no_proxy": "*", "HF_TOKEN": "",
            // A busy machine is no silent server.
            "HF_HUB_DOWNLOAD_TIMEOUT": "600", "HF_HUB_ETAG_TIMEOUT": "600",
        ]
    }

    /// The variables of a run that may use nothing but the cache.
    var offline: [String: String] { environment.merging(["HF_HUB_OFFLINE": "1"]) { $1 } }

    func run(_ arguments: String...) throws -> Subprocess.Answer {
        try Program.run(arguments, environment: environment, in: scratch.path)
    }

    /// Publishes the toy model.
    @discardableResult
    func publishModel(_ name: String = "owner/toy") throws -> String {
        try server.publish(folder: ToyModel.save(to: scratch("toy-\(UUID().uuidString)")), to: name)
    }

    /// Publishes the rows of a table as JSON lines.
    func publish(_ files: [String: [JSONValue]], to name: String, as reference: String = "main") throws {
        let texts = try files.mapValues { rows in
            Array(try rows.map { try $0.text() + "\n" }.joined().utf8)
        }
        server.publish(texts, to: name, kind: "datasets", as: reference)
    }

    /// Starts the program without waiting for its end.
    func start(_ arguments: String..., environment: [String: String] = [:]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path ?? "")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(self.environment) { $1 }
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}

/// Waits for something that will come, and fails where it does not.
func wait(until condition: () throws -> Bool) async throws {
    struct NeverCame: Error {}
    let end = ContinuousClock.now + .seconds(300)
    while try !condition() {
        guard ContinuousClock.now < end else { throw NeverCame() }
        try await Task.sleep(for: .milliseconds(10))
    }
}
