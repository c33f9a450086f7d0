import ArgumentParser
import Configuration
import Datasets
import ModelFiles
import Recipes
import Training

/// `llama-recipes evaluate`.
struct Evaluate: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure loss and perplexity of a model, with or without an adapter.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try EvaluateSettings().schema } }

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try EvaluateSettings(resolved)
        let progress = ProgressLine()
        let recipe = EvaluateRecipe(settings, hub: .console, warn: Terminal.note)
        let result = try recipe.run { progress.show("evaluating batch \($0) of \($1)") }
        progress.clear()
        let (dataset, split) = (settings.data.dataset, settings.split.split.rawValue)
        if settings.output.json {
            let answer: JSONValue = [
                "event": "evaluated", "dataset": .string(dataset), "split": .string(split),
                "loss": .number(result.loss), "perplexity": .number(result.perplexity), "tokens": .int(result.tokens),
                "trained_tokens": .int(result.trainedTokens),
            ]
            Terminal.line(try answer.text())
        } else {
            Terminal.line(
                "\(dataset) \(split): loss \(Figures.fixed(result.loss, 4)), "
                    + "perplexity \(Figures.fixed(result.perplexity, 3)) over "
                    + "\(Figures.grouped(result.trainedTokens)) predicted of \(Figures.grouped(result.tokens)) tokens")
        }
    }
}
