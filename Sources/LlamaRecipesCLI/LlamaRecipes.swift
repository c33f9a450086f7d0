import ArgumentParser

/// `llama-recipes`: each subcommand reads its settings and calls the recipe of the same name.
@main
struct LlamaRecipes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "llama-recipes",
        abstract: "Fine-tune Llama-family models.",
        discussion: "'llama-recipes <command> --help' lists the settings of a command.",
        version: "0.1.0",
        subcommands: [
            Finetuning.self, Evaluate.self, Generate.self, Score.self, Inspect.self, Tokenize.self, Config.self,
        ])
}
