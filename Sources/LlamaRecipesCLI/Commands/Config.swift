import ArgumentParser
import Configuration
import Recipes

/// `llama-recipes config`: what `finetuning` with the same options would use, and why.
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print the settings that 'finetuning' would use and where each comes from.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    private static let usage = """
        Print the settings that 'finetuning' would use and where each comes from.

        Usage: llama-recipes config [--explain KEY | --yaml | --markdown | --json] [options of finetuning]

          --explain KEY  what one setting means, its value and where that comes from
          --yaml         the settings as a file for --config
          --markdown     all settings as tables
          --json         settings and origins for other programs

        """

    private enum View {
        case table
        case explain(String)
        case yaml
        case markdown
        case json
    }

    func run() throws {
        try ErrorPresenter.present {
            if SettingsReader.asksForHelp(arguments) {
                Terminal.write(Self.usage)
                return
            }
            let (view, rest) = try Self.view(arguments)
            let schema = try FinetuneSettings().schema
            let settings = try SettingsReader(schema: schema).read(arguments: rest)
            switch view {
            case .table: Terminal.line(settings.originTable())
            case .explain(let key): Terminal.line(try settings.explain(key, width: Terminal.width))
            case .yaml: Terminal.write(settings.yaml())
            case .markdown: Terminal.line(schema.markdown())
            case .json: Terminal.line(settings.json())
            }
        }
    }

    /// Takes this command's own options out of those of `finetuning`.
    private static func view(_ arguments: [String]) throws -> (View, rest: [String]) {
        var view = View.table
        var rest: [String] = []
        var words = arguments[...]
        while let word = words.popFirst() {
            switch word {
            case "--explain":
                guard let key = words.popFirst() else {
                    throw ConfigurationError(place: "--explain", message: "needs the name of a setting")
                }
                view = .explain(key)
            case "--yaml": view = .yaml
            case "--markdown": view = .markdown
            case "--json": view = .json
            default: rest.append(word)
            }
        }
        return (view, rest)
    }
}
