import ArgumentParser
import Configuration
import ModelFiles
import Recipes
import Training

/// `llama-recipes generate`.
struct Generate: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Complete or chat with a model, with or without an adapter.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try GenerateSettings().schema } }

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try GenerateSettings(resolved)
        let recipe = try GenerateRecipe(settings, hub: .console)
        let showsPrompts = recipe.requests.count > 1
        for (index, request) in recipe.requests.enumerated() {
            if settings.output.json {
                let result = try recipe.generate(request)
                let answer: JSONValue = [
                    "index": .int(index), "prompt": .string(request.text), "text": .string(result.text),
                    "ids": .array(result.ids.map { .int($0) }), "prompt_tokens": .int(result.promptTokens),
                    "stop_reason": .string(result.stopReason.rawValue),
                ]
                Terminal.line(try answer.text())
            } else {
                if showsPrompts { Terminal.line("> " + request.text.replacing("\n", with: "\n> ")) }
                _ = try recipe.generate(request, onText: Terminal.write)
                Terminal.line("")
            }
        }
    }
}
