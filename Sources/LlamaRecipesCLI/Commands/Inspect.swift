import ArgumentParser
import Batching
import Configuration
import Datasets
import ModelFiles
import Recipes
import Training

/// `llama-recipes inspect`.
struct Inspect: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a data set turns into: text, ids, labels and packing.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try InspectCommandSettings().schema } }

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try InspectCommandSettings(resolved)
        if settings.inspection.checkOnly, !settings.data.checkData {
            throw ConfigurationError(place: "--check_only", message: "there is no check with --check_data False")
        }
        let isForPeople = !settings.output.json
        let recipe = try InspectRecipe(
            settings, hub: .console, announce: { if isForPeople { Terminal.line($0) } }, warn: Terminal.note)
        let warnings = recipe.report?.warnings(isTrained: true) ?? []
        let fault = recipe.report?.fault
        switch (settings.inspection.checkOnly, settings.output.json) {
        case (true, true):
            if let report = recipe.report {
                Terminal.line(try report.json(split: settings.split.split.rawValue).text())
            }
        case (true, false):
            Terminal.line(recipe.summary)
            warnings.forEach { Terminal.line("warning: \($0)") }
            if warnings.isEmpty, fault == nil { Terminal.line("nothing to object to") }
        case (false, true):
            // The lines are rows and nothing else, and other programs read them: what the check found goes elsewhere,
            // and is no reason to fail.
            try recipe.forEachRow(limit: settings.inspection.limit) { Terminal.line(try $0.json.text()) }
            warnings.forEach { Terminal.note("warning: \($0)") }
            if let fault { Terminal.note("warning: finetuning would refuse this: \(fault)") }
            return
        case (false, false):
            if let licence = recipe.licence {
                Terminal.line("licence of \(settings.data.dataset) as published: \(licence)")
            }
            Terminal.line(recipe.summary)
            warnings.forEach { Terminal.line("warning: \($0)") }
            let view = RowView(tokenizer: recipe.tokenizer, usesColour: Terminal.outputIsTerminal)
            Terminal.line(view.legend)
            try recipe.forEachRow(limit: settings.inspection.limit ?? 2) { Terminal.write(view.text(of: $0)) }
        }
        // Data that training would refuse is an error here too, so that this serves as a gate.
        if let fault { throw fault }
    }
}
