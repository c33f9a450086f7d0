import HubServer
import ModelFiles
import TestFolders
import TestingSupport

/// Python's huggingface_hub at work on the same Hub and cache.
enum PythonHub {
    static let isInstalled = PackageRoot.has(".deps/reference/huggingface_hub")
    static let reason = "needs huggingface_hub in .deps: run scripts/bootstrap --reference"

    static func run(_ bench: Bench, cache: String? = nil, _ arguments: String...) throws -> JSONValue {
        let answer = try Subprocess.run(
            "/usr/bin/env", ["python3", PackageRoot.file("scripts/reference_hub.py")] + arguments,
            environment: [
                "PYTHONPATH": PackageRoot.file(".deps/reference"), "HF_ENDPOINT": bench.server.endpoint,
                "HF_HUB_CACHE": cache ?? bench.cache, "HF_HOME": bench.scratch("home"), "NO_PROXY": "*",
                "HF_HUB_OFFLINE": "0", "HF_HUB_DOWNLOAD_TIMEOUT": "600", "HF_HUB_ETAG_TIMEOUT": "600",
            ])
        guard let line = answer.outputLines.last else { return .string("\(answer)") }
        return try JSONValue(parsing: line, origin: "reference_hub.py")
    }
}
