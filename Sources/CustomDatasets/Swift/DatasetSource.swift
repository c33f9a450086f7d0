import Crypto
import Foundation

/// A data set file's text, and what the program makes of it before the compiler sees it.
struct DatasetSource {
    static let defaultFunction = "getCustomDataset"
    static let collatorFunction = "getDataCollator"

    let file: CustomDatasetFile
    let text: String

    init(_ file: CustomDatasetFile) throws {
        self.file = file
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw CustomDatasetError(file: file.path, problem: "cannot be read", cure: "check its rights")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CustomDatasetError(file: file.path, problem: "is not UTF-8", cure: "save it as UTF-8")
        }
        self.text = text
    }

    var function: String { file.function ?? Self.defaultFunction }

    /// Names of the functions that stand at the beginning of a line: a help for messages. What a function is and takes
    /// is for the compiler to say.
    var functions: [String] {
        text.matches(of: #/(?m)^(?:(?:@\w+|public|internal|package)[ \t]+)*func[ \t]+([\p{L}_][\p{L}\p{N}_]*)/#)
            .map { String($0.output.1) }
    }

    /// The line, from 1, on which a function is declared, and its text.
    func declaration(of function: String) -> (line: Int, text: String)? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.firstIndex(where: { $0.contains("func \(function)(") }) else { return nil }
        return (index + 1, lines[index].trimmingCharacters(in: .whitespaces))
    }

    var hasCollator: Bool { functions.contains(Self.collatorFunction) }

    /// The file that is compiled together with the user's: it hands the functions to the program by C names, and has
    /// the compiler check that they are such functions.
    var entry: String {
        let collator =
            hasCollator
            ? """


            @_cdecl("\(PluginSymbol.collator)")
            public func llamaRecipesCollator(_ call: UnsafeMutableRawPointer) {
                DatasetPlugins.CollatorCall.at(call).answer(with: \(Self.collatorFunction)(tokenizer:))
            }
            """ : ""
        return """
            import DatasetPlugins

            @_cdecl("\(PluginSymbol.dataset)")
            public func llamaRecipesDataset(_ call: UnsafeMutableRawPointer) {
                DatasetPlugins.DatasetCall.at(call).answer(with: \(function)(datasetConfig:tokenizer:split:))
            }\(collator)

            """
    }

    /// A value that differs when anything does that the compiled library depends on: SHA-256 in hexadecimal digits.
    func key(compilerVersion: String, programHash: String) -> String {
        var hash = SHA256()
        for part in [text, entry, compilerVersion, programHash] {
            // The length keeps parts apart.
            hash.update(data: Data("\(part.utf8.count):".utf8))
            hash.update(data: Data(part.utf8))
        }
        return hash.finalize().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// The C names under which a compiled data set file offers its functions.
enum PluginSymbol {
    static let dataset = "llama_recipes_dataset"
    static let collator = "llama_recipes_data_collator"
}
