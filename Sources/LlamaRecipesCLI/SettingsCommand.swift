import ArgumentParser
import Configuration

/// A subcommand whose options are settings: the settings' own declarations serve flags, YAML file and `--help`.
protocol SettingsCommand: ParsableCommand {
    var arguments: [String] { get }
    static var schema: SettingsSchema { get throws(ConfigurationError) }
    /// The key of the setting whose value may stand alone; nil where there is none.
    static var positional: String? { get }
    func run(_ settings: ResolvedSettings) throws
}

extension SettingsCommand {
    static var positional: String? { nil }

    mutating func run() throws {
        let arguments = arguments
        try ErrorPresenter.present {
            if SettingsReader.asksForHelp(arguments) {
                Terminal.write(try Self.helpText())
                return
            }
            let settings = try SettingsReader(schema: Self.schema).read(
                arguments: arguments, positional: Self.positional)
            settings.notes.forEach(Terminal.note)
            Terminal.reserveOutput()
            try run(settings)
        }
    }

    private static func helpText() throws -> String {
        """
        \(configuration.abstract)

        Usage: llama-recipes \(configuration.commandName ?? "")\(positional.map { " \($0.uppercased())" } ?? "") \
        [--config FILE] [--key value …]

        \(try schema.helpText(width: Terminal.width))
        """
    }
}
