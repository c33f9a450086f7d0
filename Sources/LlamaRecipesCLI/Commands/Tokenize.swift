import ArgumentParser
import Configuration
import ModelFiles
import Recipes

/// `llama-recipes tokenize`.
struct Tokenize: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Turn text or chat messages into token ids, and ids into text.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try TokenizeCommandSettings().schema } }

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try TokenizeCommandSettings(resolved)
        let recipe = try TokenizeRecipe(settings, hub: .console)
        try recipe.run { index, answer in
            if settings.output.json {
                var line: JSONValue = ["index": .int(index)]
                if let ids = answer.ids { line["ids"] = .array(ids.map { .int($0) }) }
                if let text = answer.text { line["text"] = .string(text) }
                Terminal.line(try line.text())
            } else {
                if let text = answer.text { Terminal.line(text) }
                if let ids = answer.ids {
                    Terminal.line(ids.map { "\($0)\t\(recipe.shown($0))" }.joined(separator: "\n"))
                }
            }
        }
    }
}
