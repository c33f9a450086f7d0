import ArgumentParser
import Configuration

/// `llama-recipes`: each subcommand reads its settings and calls the recipe of the same name.
@main
struct LlamaRecipes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "llama-recipes",
        abstract: "Fine-tune Llama-family models.",
        discussion: "'llama-recipes <command> --help' lists the settings of a command.",
        version: "0.1.0",
        subcommands: [
            Finetuning.self, Evaluate.self, Generate.self, Score.self, Inspect.self, Tokenize.self, Download.self,
            Config.self,
        ])

    /// Tells an unknown command by its name; the parser would complain about the first option after it.
    static func main() {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        if let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), !names.contains(word) {
            let meant =
                NearestMatch.find(word, in: names) ?? names.first { word.count > 3 && $0.hasPrefix(word.prefix(4)) }
            let nearest = meant.map { "did you mean '\($0)'? " } ?? ""
            Terminal.note("error: \(word): there is no such command; \(nearest)'llama-recipes --help' lists them")
            exit(withError: ExitCode(2))
        }
        main(nil)
    }
}
