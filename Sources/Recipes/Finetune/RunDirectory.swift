import Checkpoints
import Foundation
import Training

/// The folder of one run: `config.yaml`, `metrics.jsonl`, and the result in a form that other tools load as it is.
struct RunDirectory {
    let path: String

    init(path: String?) {
        self.path = path ?? "runs/\(Self.timestamp())"
    }

    var metricsPath: String { path + "/metrics.jsonl" }
    private var configurationPath: String { path + "/config.yaml" }

    /// Fails before any work is done if the result could not be written at the end.
    func checkWritable() throws {
        try AtomicFolder.checkWritable(path)
        for file in [configurationPath, metricsPath] {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue else {
                continue
            }
            throw RecipeError(
                "\(file): is a folder, where a file is to be written", cure: "choose another --output_dir")
        }
    }

    /// Refuses the model's own folder, whose weights the result would replace.
    func checkDiffers(from model: String) throws {
        func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        guard resolved(path) != resolved(model) else {
            throw RecipeError("\(path): is the folder of the model itself", cure: "choose another --output_dir")
        }
    }

    /// Refuses a folder that holds a result of the other kind: tools that load it would take both for one.
    func checkHolds(noOther usesAdapter: Bool) throws {
        let other = usesAdapter ? "config.json" : "adapter_config.json"
        guard !FileManager.default.fileExists(atPath: "\(path)/\(other)") else {
            throw RecipeError(
                "\(path): already holds \(usesAdapter ? "a full model" : "an adapter") (\(other))",
                cure: "choose another --output_dir")
        }
    }

    /// Creates the folder, takes hold of its metrics, and writes the resolved settings of the run.
    ///
    /// - Returns: where the run's events go; other runs are kept out while it lives.
    func begin(configuration yaml: String) throws -> JSONLinesSink {
        try writing { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
        // Only then the settings: those of a run that is under way must stay.
        let metrics = try JSONLinesSink(appendingTo: metricsPath)
        try writing { try Data(yaml.utf8).write(to: URL(fileURLWithPath: configurationPath), options: .atomic) }
        return metrics
    }

    private func writing(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw RecipeError("\(path): cannot be written", cure: "choose another --output_dir")
        }
    }

    private static func timestamp() -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        return formatter.string(from: Date())
    }
}
