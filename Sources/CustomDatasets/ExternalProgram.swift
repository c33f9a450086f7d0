import Foundation

/// Finds and runs other programs.
enum ExternalProgram {
    struct Answer {
        let exitCode: Int32
        /// Standard output and standard error as they came.
        let output: String
    }

    /// The path of a program by name, searched for along `path`; a name with a slash is a path already.
    static func find(_ name: String, path: String) -> String? {
        let candidates = name.contains("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
        return candidates.first { candidate in
            var isFolder: ObjCBool = false
            return FileManager.default.isExecutableFile(atPath: candidate)
                && FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }

    /// Runs a program to its end.
    static func run(_ program: String, _ arguments: [String], for file: String) throws -> Answer {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        do {
            try process.run()
        } catch {
            throw CustomDatasetError(
                file: file, problem: "\(program) cannot be started: \(error.localizedDescription)",
                cure: "check that it is an executable of this machine")
        }
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Answer(exitCode: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
