import ArgumentParser
import Batching
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
        let console =
            settings.output.json ? nil : ConsoleSink(isTerminal: Terminal.outputIsTerminal, output: Terminal.write)
        let announce = settings.output.json ? Terminal.note : Terminal.line
        _ = try FinetuneRecipe(settings, hub: .console, announce: announce).run { event in
            if let console {
                console.show(event)
            } else {
                Terminal.line(try event.json.text())
                if case .checked(let report) = event {
                    report.warnings.forEach { Terminal.note("warning: \($0)") }
                }
            }
            // Before that there is nothing to save: Ctrl-C ends loading and downloads at once.
            if case .started = event { Interruption.watch() }
            return Interruption.signal == nil ? .goOn : .stop
        }
        // The result is there, but it is not what was asked for: what was to follow shall not take it for that.
        if let signal = Interruption.signal { throw ExitCode(128 + signal) }
    }
}
