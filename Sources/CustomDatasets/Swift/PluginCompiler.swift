import Crypto
import Foundation
import MappedFiles
import ModelFiles

/// Compiles data set files into libraries, and keeps them.
struct PluginCompiler {
    /// Differs when anything does that the library depends on.
    let key: String

    private let source: DatasetSource
    private let toolchain: Toolchain
    private let modules: String
    private let cache: PluginFolder

    /// Finds compiler, modules and cache.
    init(_ source: DatasetSource) throws {
        let file = source.file.path
        guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath().path else {
            throw CustomDatasetError(
                file: file, problem: "cannot be compiled: the program's own file is not known",
                cure: "start the program by its path")
        }
        self.source = source
        modules = try ModuleFolder.locate(for: file, program: program)
        toolchain = try Toolchain(for: file)
        cache = try PluginFolder(CacheFolder.standard.plugins)
        key = source.key(
            compilerVersion: toolchain.version, programHash: try Self.hash(ofFile: program) + modules)
    }

    /// The path of the library: the cached one, or one compiled now.
    ///
    /// - Parameter note: takes a line about what is being done.
    /// - Throws: `CustomDatasetError` with what the compiler said.
    func library(note: (String) -> Void) throws -> String {
        let name = "\(key).so"
        if let library = cache.library(name) { return library }
        note("compiling \(source.file.path)")
        // Built in a folder of its own and renamed, so that the library is there whole or not at all, also when two
        // programs compile the same file at once.
        let folder = "\(cache.path)/\(key)-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let draft = try write { try PluginDraft(source, modules: modules, in: folder) }
        let output = "\(folder)/library.so"
        // A module of its own name, so that two data set files in one process do not share types.
        let answer = try run(draft.compiling(into: output, moduleName: "CustomDataset_\(key.prefix(16))"))
        guard answer.exitCode == 0 else {
            try requireModules(draft)
            throw CompilerMessages(answer.output).error(for: source, draft: draft)
        }
        try write { try cache.add(output, as: name) }
        return "\(cache.path)/\(name)"
    }

    private func run(_ arguments: [String]) throws -> ExternalProgram.Answer {
        try ExternalProgram.run(toolchain.compiler, arguments, for: source.file.path)
    }

    /// Throws when a file that does nothing but import the program's modules does not compile either.
    private func requireModules(_ draft: PluginDraft) throws {
        let answer = try run(draft.checkingModules)
        guard answer.exitCode != 0 else { return }
        throw CustomDatasetError(
            file: source.file.path,
            problem: "cannot be compiled: \(toolchain.compiler) cannot read the program's modules in \(modules)",
            cure: "use the Swift toolchain that the program was built with", details: answer.output)
    }

    private func write<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw CustomDatasetError(
                file: cache.path, problem: "the cache folder cannot be written: \(error.localizedDescription)",
                cure: "make room, or let LLAMA_RECIPES_CACHE name another folder")
        }
    }

    private static func hash(ofFile path: String) throws -> String {
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        return SHA256.hash(data: data).hexadecimal
    }
}
