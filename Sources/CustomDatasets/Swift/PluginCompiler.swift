import Crypto
import Foundation
import MappedFiles

/// Compiles data set files into libraries, and keeps them.
struct PluginCompiler {
    private let source: DatasetSource
    private let toolchain: Toolchain
    private let modules: String
    private let cache: String
    private let key: String

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
        cache = try Self.madeFolder(CacheFolder.standard.plugins)
        key = source.key(
            compilerVersion: toolchain.version, programHash: try Self.hash(ofFile: program) + modules)
    }

    private static func madeFolder(_ folder: String) throws -> String {
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

    /// The path of the library: the cached one, or one compiled now.
    ///
    /// - Parameter note: takes a line about what is being done.
    /// - Throws: `CustomDatasetError` with what the compiler said.
    func library(note: (String) -> Void) throws -> String {
        let library = "\(cache)/\(key).so"
        if FileManager.default.fileExists(atPath: library) { return library }
        note("compiling \(source.file.path)")
        // Built in a folder of its own and renamed, so that the library is there whole or not at all, also when two
        // programs compile the same file at once.
        let folder = "\(cache)/\(key)-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false) }
        // A fixed name for the user's text: it may change on disk while the compiler reads it, and the key is that of
        // the text that was hashed. `#sourceLocation` makes messages speak of the user's own file.
        let user = "\(folder)/user.swift"
        let entry = "\(folder)/entry.swift"
        try write {
            let path = URL(fileURLWithPath: source.file.path).path.replacing("\\", with: "\\\\").replacing(
                "\"", with: "\\\"")
            try "#sourceLocation(file: \"\(path)\", line: 1)\n\(source.text)\n".write(
                toFile: user, atomically: false, encoding: .utf8)
            try source.entry.write(toFile: entry, atomically: false, encoding: .utf8)
        }
        let draft = "\(folder)/library.so"
        let answer = try ExternalProgram.run(
            toolchain.compiler,
            [
                // Of its own name, so that two data set files in one process do not share types.
                "-module-name", "CustomDataset_\(key.prefix(16))", "-swift-version", "6", "-O", "-g",
                "-emit-library", "-parse-as-library", "-I", modules, user, entry, "-o", draft,
            ], for: source.file.path)
        guard answer.exitCode == 0 else {
            throw CompilerMessages(answer.output, entry: entry, modules: modules).error(for: source)
        }
        try write { try FileManager.default.moveIntoPlace(draft, library) }
        return library
    }

    private func write(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw CustomDatasetError(
                file: cache, problem: "the cache folder cannot be written: \(error.localizedDescription)",
                cure: "make room, or let LLAMA_RECIPES_CACHE name another folder")
        }
    }

    private static func hash(ofFile path: String) throws -> String {
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        return SHA256.hash(data: data).map { String($0, radix: 16) }.joined(separator: ".")
    }
}

extension FileManager {
    /// Renames over what may be there already.
    fileprivate func moveIntoPlace(_ source: String, _ target: String) throws {
        guard rename(source, target) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
        }
    }
}
