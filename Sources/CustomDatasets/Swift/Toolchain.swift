import Foundation

/// The Swift compiler of this machine.
struct Toolchain {
    /// Path of `swiftc`.
    let compiler: String
    /// What it says of its version.
    let version: String

    /// `LLAMA_RECIPES_SWIFTC`, else `swiftc` on the PATH.
    ///
    /// - Throws: `CustomDatasetError` that names `file` when there is none.
    init(for file: String, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        guard
            let compiler = ExternalProgram.find(
                environment["LLAMA_RECIPES_SWIFTC"] ?? "swiftc", path: environment["PATH"] ?? "")
        else {
            let name = environment["LLAMA_RECIPES_SWIFTC"].map { "LLAMA_RECIPES_SWIFTC=\($0) does not exist" }
            throw CustomDatasetError(
                file: file, problem: "cannot be compiled: \(name ?? "there is no swiftc on the PATH")",
                cure: "install the Swift toolchain that the program was built with (https://www.swift.org/install), "
                    + "or write the data set in Python")
        }
        let answer = try ExternalProgram.run(compiler, ["--version"], for: file)
        guard answer.exitCode == 0 else {
            throw CustomDatasetError(
                file: file, problem: "cannot be compiled: \(compiler) --version fails",
                cure: "check the Swift toolchain", details: answer.output)
        }
        self.compiler = compiler
        version = answer.output
    }
}
