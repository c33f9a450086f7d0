import Foundation

/// Where the program's modules lie, against which data set files are compiled.
enum ModuleFolder {
    /// The modules that a data set file can import.
    static let importable = ["Batching", "Datasets", "ModelFiles", "Tokenizers"]

    /// All that is needed to compile one; `scripts/install` reads this line.
    static let modules = "Batching DatasetPlugins Datasets MappedFiles ModelFiles NearestNames Tokenizers"
        .split(separator: " ")

    /// `LLAMA_RECIPES_MODULES`, else `Modules` beside the program as SwiftPM builds it, else
    /// `../lib/llama-recipes/modules` as `make install` lays it out.
    ///
    /// - Throws: `CustomDatasetError` that names `file` and the places that were tried.
    static func locate(
        for file: String, program: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> String {
        let folder = (program as NSString).deletingLastPathComponent
        let places: [String]
        if let given = environment["LLAMA_RECIPES_MODULES"], !given.isEmpty {
            places = [URL(fileURLWithPath: given).path]
        } else {
            let prefix = (folder as NSString).deletingLastPathComponent
            places = ["\(folder)/Modules", "\(prefix)/lib/llama-recipes/modules"]
        }
        let found = places.first { place in
            modules.allSatisfy { FileManager.default.fileExists(atPath: "\(place)/\($0).swiftmodule") }
        }
        guard let found else {
            throw CustomDatasetError(
                file: file, problem: "cannot be compiled: the program's modules are not in \(Self.list(places))",
                cure: "install with 'make install', or let LLAMA_RECIPES_MODULES name the folder with "
                    + "Datasets.swiftmodule")
        }
        return found
    }

    private static func list(_ places: [String]) -> String { places.joined(separator: " or ") }
}
