import Foundation
public import ModelFiles

/// The Python side of the parity tests: transformers and peft, as `scripts/bootstrap --reference` installs them.
public enum Reference {
    public static let isInstalled = PackageRoot.has(
        ".deps/reference/transformers", ".deps/reference/peft", ".deps/engine/torch")
    public static let reason: String = "needs transformers and peft in .deps: run scripts/bootstrap --reference"

    /// Runs a script of the checkout.
    public static func run(_ script: String, _ arguments: String...) throws -> Subprocess.Answer {
        let path = [".deps/reference", ".deps/engine"].map(PackageRoot.file).joined(separator: ":")
        return try Subprocess.run(
            "/usr/bin/env", ["python3", PackageRoot.file("scripts/\(script)")] + arguments,
            environment: ["PYTHONPATH": path, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"], timeout: 1200)
    }

    /// What transformers answers to requests as `scripts/reference_scores.py` reads them.
    public static func answers(
        of model: String, dtype: String = "float32", to requests: [JSONValue]
    ) throws -> [JSONValue] {
        let scratch = try ScratchFolder()
        let lines = try requests.map { try $0.text() }.joined(separator: "\n")
        let answer = try run(
            "reference_scores.py", model, try scratch.write(lines + "\n", to: "requests.jsonl"), "--dtype", dtype)
        guard answer.exitCode == 0 else { throw Subprocess.Failure(description: "\(answer)") }
        return try answer.json()
    }
}
