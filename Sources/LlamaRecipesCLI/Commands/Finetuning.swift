import ArgumentParser
import Configuration
import ModelFiles
import Recipes
import Training

/// `llama-recipes finetuning`.
struct Finetuning: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "finetuning", abstract: "Fine-tune a model on a data set, with LoRA or in full.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try FinetuneSettings().schema } }

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try FinetuneSettings(resolved)
        guard settings.output.json else {
            let console = ConsoleSink(isTerminal: Terminal.outputIsTerminal, output: Terminal.write)
            _ = try FinetuneRecipe(settings, announce: Terminal.line).run { event in
                console.show(event)
                return .goOn
            }
            return
        }
        _ = try FinetuneRecipe(settings, announce: Terminal.note).run { event in
            Terminal.line(try event.json.text())
            return .goOn
        }
    }
}
