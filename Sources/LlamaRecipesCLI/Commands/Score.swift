import ArgumentParser
import Configuration
import ModelFiles
import Recipes
import Training

/// `llama-recipes score`.
struct Score: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Print the log-likelihood of each text of a JSON-lines file.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try ScoreCommandSettings().schema } }

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try ScoreCommandSettings(resolved)
        try ScoreRecipe(settings, hub: .console).run { index, score in
            if settings.output.json {
                let answer: JSONValue = [
                    "index": .int(index), "tokens": .int(score.tokens), "nll": .number(score.negativeLogLikelihood),
                ]
                Terminal.line(try answer.text())
            } else {
                let perToken = score.negativeLogLikelihood / Double(max(score.tokens, 1))
                Terminal.line(
                    "text \(index): \(Figures.fixed(score.negativeLogLikelihood, 3)) nats over \(score.tokens) tokens, "
                        + "\(Figures.fixed(perToken, 4)) each")
            }
        }
    }
}
