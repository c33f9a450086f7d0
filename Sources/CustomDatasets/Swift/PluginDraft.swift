import Foundation
import ModelFiles

/// A folder in which one data set file is compiled.
struct PluginDraft {
    let folder: String
    /// The user's file under its own path, by which messages call it.
    let userFile: String
    private let source: DatasetSource

    /// Writes all that the compiler reads.
    ///
    /// - Parameter modules: the folder with the program's modules.
    init(_ source: DatasetSource, modules: String, in folder: String) throws {
        self.source = source
        self.folder = folder
        userFile = URL(fileURLWithPath: source.file.path).standardizedFileURL.path
        try FileManager.default.createDirectory(atPath: "\(folder)/modules", withIntermediateDirectories: true)
        // Only these: beside them SwiftPM leaves modules that cannot be imported without more.
        for module in ModuleFolder.modules {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/modules/\(module).swiftmodule",
                withDestinationPath: "\(modules)/\(module).swiftmodule")
        }
        try source.datasetEntry.write(toFile: datasetEntry, atomically: false, encoding: .utf8)
        try source.collatorEntry?.write(toFile: collatorEntry, atomically: false, encoding: .utf8)
        let imports = ModuleFolder.modules.map { "import \($0)\n" }.joined()
        try imports.write(toFile: importsOnly, atomically: false, encoding: .utf8)
        // The user's file may change on disk while the compiler reads it, and the key is that of the text that was
        // hashed. So the compiler reads a copy, which it takes for the file itself.
        let copy = "\(folder)/user.swift"
        try source.text.write(toFile: copy, atomically: false, encoding: .utf8)
        let overlay: JSONValue = [
            "version": 0, "case-sensitive": "true", "use-external-names": false,
            "roots": [["type": "file", "name": .string(userFile), "external-contents": .string(copy)]],
        ]
        try overlay.text().write(toFile: "\(folder)/overlay.yaml", atomically: false, encoding: .utf8)
    }

    var datasetEntry: String { "\(folder)/llama_recipes_dataset.swift" }
    var collatorEntry: String { "\(folder)/llama_recipes_data_collator.swift" }
    private var importsOnly: String { "\(folder)/llama_recipes_imports.swift" }

    /// Arguments that make the library at `output`.
    func compiling(into output: String, moduleName: String) -> [String] {
        [
            "-module-name", moduleName, "-swift-version", "6", "-O", "-g",
            "-emit-library", "-parse-as-library", "-I", "\(folder)/modules", "-vfsoverlay", "\(folder)/overlay.yaml",
            userFile, datasetEntry,
        ] + (source.collatorEntry == nil ? [] : [collatorEntry]) + ["-o", output]
    }

    /// Arguments that see whether the program's modules fit the compiler.
    var checkingModules: [String] {
        ["-typecheck", "-parse-as-library", "-I", "\(folder)/modules", importsOnly]
    }
}
