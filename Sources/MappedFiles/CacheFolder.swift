import Foundation

/// The folder for what can be made again: `LLAMA_RECIPES_CACHE`, else `XDG_CACHE_HOME/llama-recipes`, else
/// `~/.cache/llama-recipes`.
public struct CacheFolder: Sendable {
    public let path: String

    /// The folder that the environment names.
    public static var standard: CacheFolder { CacheFolder(environment: ProcessInfo.processInfo.environment) }

    public init(environment: [String: String]) {
        func given(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        if let own = given("LLAMA_RECIPES_CACHE") {
            path = own
        } else if let shared = given("XDG_CACHE_HOME"), shared.hasPrefix("/") {
            // A relative path is to be ignored, says the XDG base directory specification.
            path = "\(shared)/llama-recipes"
        } else {
            path = "\(given("HOME") ?? NSHomeDirectory())/.cache/llama-recipes"
        }
    }

    /// Samples as ids and labels.
    public var tokenized: String { "\(path)/tokenized" }

    /// Compiled data set files.
    public var plugins: String { "\(path)/plugins" }
}
