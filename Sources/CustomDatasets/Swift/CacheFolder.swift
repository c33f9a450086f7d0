import Foundation

/// Where compiled data set files are kept.
enum CacheFolder {
    /// `plugins` in `$LLAMA_RECIPES_CACHE`, else in `$XDG_CACHE_HOME/llama-recipes`, else in `~/.cache/llama-recipes`;
    /// made when it is not there.
    static func plugins(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        func given(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let root =
            given("LLAMA_RECIPES_CACHE") ?? given("XDG_CACHE_HOME").map { "\($0)/llama-recipes" }
            ?? "\(given("HOME") ?? NSHomeDirectory())/.cache/llama-recipes"
        let folder = URL(fileURLWithPath: root).appendingPathComponent("plugins").path
        do {
            // What lies here is loaded into the program, so nobody else may write into it.
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CustomDatasetError(
                file: folder, problem: "the cache folder cannot be made: \(error.localizedDescription)",
                cure: "let LLAMA_RECIPES_CACHE name a folder that can be written")
        }
        return folder
    }
}
