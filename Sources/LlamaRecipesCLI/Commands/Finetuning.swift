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
        var (announcedStop, isWatching) = (false, false)
        _ = try FinetuneRecipe(settings, hub: .console, announce: announce).run { event in
            if let console {
                console.show(event)
            } else {
                Terminal.line(try event.json.text())
                if case .checked(let report) = event {
                    report.warnings.forEach { Terminal.note("warning: \($0)") }
                }
            }
            // Before the first event there is nothing to save: Ctrl-C ends loading and downloads at once.
            if !isWatching { Interruption.watch() }
            isWatching = true
            guard Interruption.isRequested else { return .goOn }
            if !announcedStop {
                Terminal.note("stopping: validating and saving first; press Ctrl-C again to quit at once")
                announcedStop = true
            }
            return .stop
        }
    }
}
