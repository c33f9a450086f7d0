/// Reads settings: defaults, then YAML files, then the command line, each overriding the one before.
public struct SettingsReader: Sendable {
    /// The settings that are known; any other key is an error.
    public let schema: SettingsSchema

    /// Creates a reader for a schema.
    public init(schema: SettingsSchema) {
        self.schema = schema
    }

    /// Resolves every setting.
    ///
    /// Options are `--key value`, `--key=value`, and for switches `--key`, `--no-key`, `--nokey`; `--group.key` names
    /// a group's setting; `-` and `_` are the same in keys. `--config FILE` reads a YAML file.
    ///
    /// - Parameters:
    ///   - arguments: the words after the command's name.
    ///   - files: files to read before that of `--config`, later ones overriding earlier ones.
    ///   - positional: the key of a setting whose value may also stand alone, without an option before it.
    /// - Throws: ``ConfigurationError`` with all problems of all sources.
    public func read(
        arguments: [String], files: [SettingsFile] = [], positional: String? = nil
    ) throws(ConfigurationError) -> ResolvedSettings {
        let scanner = ArgumentScanner(arguments, schema: schema, positional: positional)
        var problems = scanner.problems
        var files = files
        if let path = scanner.configPath {
            do {
                files.append(try SettingsFile(contentsOf: path))
            } catch {
                problems += error.problems
            }
        }
        let layers = files.map { $0.assignments(in: schema, problems: &problems) } + [scanner.assignments]
        var resolution = SettingsResolution(schema: schema, problems: problems)
        resolution.add(layers)
        return try resolution.resolved()
    }

    /// True where the words ask for help instead of a run: `--help` or `-h` anywhere.
    public static func asksForHelp(_ arguments: [String]) -> Bool {
        arguments.contains { $0 == "--help" || $0 == "-h" }
    }
}
