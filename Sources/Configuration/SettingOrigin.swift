/// Where the value of a setting came from.
public enum SettingOrigin: Sendable, Equatable, CustomStringConvertible {
    /// Nobody set it.
    case standard
    /// A line of a YAML file, counted from 1.
    case file(path: String, line: Int)
    /// An option of the command line, as it was typed (`--lora-config.r`).
    case flag(String)

    /// `default`, `run.yaml:12` or `--lr`.
    public var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .flag(let name): name
        }
    }
}
