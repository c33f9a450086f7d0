import Crypto
import Foundation
import ModelFiles

/// A data set file's text, and what the program makes of it before the compiler sees it.
struct DatasetSource {
    static let defaultFunction = "getCustomDataset"
    static let collatorFunction = "getDataCollator"

    let file: CustomDatasetFile
    let text: String
    /// A help for messages, and for whether there is a data collator.
    let functions: [SwiftOutline.Function]

    init(_ file: CustomDatasetFile) throws {
        self.file = file
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw CustomDatasetError(file: file.path, problem: "cannot be read", cure: "check its rights")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CustomDatasetError(file: file.path, problem: "is not UTF-8", cure: "save it as UTF-8")
        }
        self.text = text
        functions = SwiftOutline(text).functions
    }

    var function: String { file.function ?? Self.defaultFunction }

    /// Where a function is declared; nil where it is not.
    func declaration(of function: String) -> SwiftOutline.Function? { functions.first { $0.name == function } }

    /// The file that is compiled together with the user's: it hands the function to the program by a C name, and has
    /// the compiler check that it is such a function.
    var datasetEntry: String {
        """
        import DatasetPlugins

        @_cdecl("\(PluginSymbol.dataset)")
        public func llamaRecipesDataset(_ call: UnsafeMutableRawPointer) {
            DatasetPlugins.DatasetCall.at(call).answer(with: \(function)(datasetConfig:tokenizer:split:))
        }

        """
    }

    /// The same for the data collator; nil where there is none.
    var collatorEntry: String? {
        guard declaration(of: Self.collatorFunction) != nil else { return nil }
        return """
            import DatasetPlugins

            @_cdecl("\(PluginSymbol.collator)")
            public func llamaRecipesCollator(_ call: UnsafeMutableRawPointer) {
                DatasetPlugins.CollatorCall.at(call).answer(with: \(Self.collatorFunction)(tokenizer:))
            }

            """
    }

    /// A value that differs when anything does that the compiled library depends on: SHA-256 in hexadecimal digits.
    func key(compilerVersion: String, programHash: String) -> String {
        var hash = SHA256()
        for part in [text, datasetEntry, collatorEntry ?? "", compilerVersion, programHash] {
            // The length keeps parts apart.
            hash.update(data: Data("\(part.utf8.count):".utf8))
            hash.update(data: Data(part.utf8))
        }
        return hash.finalize().hexadecimal
    }
}

/// The C names under which a compiled data set file offers its functions.
enum PluginSymbol {
    static let dataset = "llama_recipes_dataset"
    static let collator = "llama_recipes_data_collator"
}
