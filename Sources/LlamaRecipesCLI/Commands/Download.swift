import ArgumentParser
import Configuration
import ModelFiles
import Recipes

/// `llama-recipes download`.
struct Download: SettingsCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Bring a model or data set from the Hugging Face Hub into the cache.")

    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []

    static var schema: SettingsSchema { get throws(ConfigurationError) { try DownloadCommandSettings().schema } }
    static let positional: String? = "name"

    func run(_ resolved: ResolvedSettings) throws {
        let settings = try DownloadCommandSettings(resolved)
        try DownloadRecipe(settings, hub: .console).run { result in
            guard settings.output.json else { return Terminal.line(result.path) }
            let answer: JSONValue = [
                "repository": .string(result.repository), "type": .string(result.type),
                "revision": .string(result.revision), "commit": .string(result.commit), "path": .string(result.path),
                "files": .array(result.files.map { .string($0) }), "bytes": .int(result.bytes),
                "fetched": .int(result.fetched),
            ]
            Terminal.line(try answer.text())
        }
    }
}
