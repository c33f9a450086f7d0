import Foundation
import TestFolders

/// The `llama-recipes` program that was built together with the tests.
public enum Program {
    /// Its path: it lies beside the test bundle, or beside a folder that the bundle is in.
    public static let path: String? = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let program = folder.appendingPathComponent("llama-recipes").path
            if FileManager.default.isExecutableFile(atPath: program) { return program }
        }
        return nil
    }()

    /// Runs a command on one thread, so that runs beside each other do not fight for cores and sums have one order.
    public static func run(
        _ arguments: String..., environment: [String: String] = [:], in folder: String? = nil, threads: Int = 1
    ) throws -> Subprocess.Answer {
        try run(arguments, environment: environment, in: folder, threads: threads)
    }

    public static func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil, threads: Int = 1
    ) throws -> Subprocess.Answer {
        guard let path else {
            throw Subprocess.Failure(
                description: "llama-recipes is not beside the tests; build it: swift build --product llama-recipes")
        }
        // Tests that are not about the cache share one that is no user's.
        let usual = [
            "OMP_NUM_THREADS": "\(threads)", "MKL_NUM_THREADS": "\(threads)",
            "LLAMA_RECIPES_CACHE": PackageRoot.file(".build/test-cache"),
            // Tests ask no Hub but their own.
            "HF_HUB_OFFLINE": "1",
        ]
        return try Subprocess.run(path, arguments, environment: usual.merging(environment) { $1 }, in: folder)
    }
}
