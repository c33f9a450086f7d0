import Foundation
public import ModelFiles
import TestFolders

/// The Python side of the parity tests: transformers, peft and llama-cookbook, as `scripts/bootstrap --reference` installs
/// them.
public enum Reference {
    public static let isInstalled = PackageRoot.has(
        ".deps/reference/transformers", ".deps/reference/peft", ".deps/reference/llama_cookbook", ".deps/engine/torch")
    public static let reason: String =
        "needs transformers, peft and llama-cookbook in .deps: run scripts/bootstrap --reference"

    /// Runs a script of the checkout.
    public static func run(_ script: String, _ arguments: String...) throws -> Subprocess.Answer {
        try run(script, arguments)
    }

    /// Runs a script of the checkout.
    public static func run(_ script: String, _ arguments: [String]) throws -> Subprocess.Answer {
        // pyarrow, which the package datasets needs, is there for our own reading of tables.
        let path = [".deps/reference", ".deps/engine", ".deps/arrow-wheel"].map(PackageRoot.file).joined(separator: ":")
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
