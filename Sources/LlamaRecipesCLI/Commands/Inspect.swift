import ArgumentParser
import Configuration
import ModelFiles
import Recipes

/// `llama-recipes inspect`.
struct Inspect: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a data set turns into: text, ids, labels and packing.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try InspectCommandSettings().schema } }

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try InspectCommandSettings(resolved)
        let recipe = try InspectRecipe(settings)
        if settings.output.json {
            try recipe.forEachRow(limit: settings.inspection.limit) { Terminal.line(try $0.json.text()) }
            return
        }
        if let licence = recipe.licence { Terminal.line("licence of the data: \(licence)") }
        if let statistics = recipe.statistics { Terminal.line("\(statistics)") }
        let view = RowView(tokenizer: recipe.tokenizer, usesColour: Terminal.outputIsTerminal)
        Terminal.line(view.legend)
        try recipe.forEachRow(limit: settings.inspection.limit ?? 2) { Terminal.write(view.text(of: $0)) }
    }
}
