import Checkpoints
import Foundation

/// The folder of one run: `config.yaml`, `metrics.jsonl`, and the result in a form that other tools load as it is.
struct RunDirectory {
    let path: String

    init(path: String?) {
        self.path = path ?? "runs/\(Self.timestamp())"
    }

    var metricsPath: String { path + "/metrics.jsonl" }

    /// Fails before any work is done if the result could not be written at the end.
    func checkWritable() throws {
        try AtomicFolder.checkWritable(path)
    }

    /// Creates the folder and writes the resolved settings of the run.
    func begin(configuration yaml: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data(yaml.utf8).write(to: URL(fileURLWithPath: path + "/config.yaml"), options: .atomic)
        } catch {
            throw RecipeError("\(path): cannot be written", cure: "choose another --output_dir")
        }
    }

    /// Lets `write` fill a folder beside the result, then moves its files into place, each by one rename.
    ///
    /// The file whose presence says that a result is there (`marker`) goes last, so that an interrupted move is
    /// never taken for a whole result.
    func publish(marker: String, write: (_ folder: String) throws -> Void) throws {
        let files = FileManager.default
        let staged = path + "/.result"
        do {
            try write(staged)
            let names = try files.contentsOfDirectory(atPath: staged).sorted { a, b in
                (a == marker ? 1 : 0, a) < (b == marker ? 1 : 0, b)
            }
            for name in names {
                guard rename("\(staged)/\(name)", "\(path)/\(name)") == 0 else {
                    throw RecipeError(
                        "\(path)/\(name): cannot be written (\(String(cString: strerror(errno))))",
                        cure: "choose another --output_dir")
                }
            }
            try files.removeItem(atPath: staged)
        } catch {
            try? files.removeItem(atPath: staged)
            throw error
        }
    }

    private static func timestamp() -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyyMMdd-HHmmss"
        return formatter.string(from: Date())
    }
}
