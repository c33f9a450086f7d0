import Dispatch
import Foundation
public import ModelFiles
import TestFolders

/// Runs another program and waits for it.
public enum Subprocess {
    /// What a program wrote and how it ended.
    public struct Answer: Sendable, CustomStringConvertible {
        /// The exit code, or 128 + the signal that ended it.
        public let exitCode: Int
        public let output: String
        public let errors: String

        public var outputLines: [String] { Self.lines(output) }
        public var errorLines: [String] { Self.lines(errors) }
        public var description: String { "exit code \(exitCode)\n\(output)\n\(errors)" }

        /// Standard output as JSON, one value a line.
        public func json() throws -> [JSONValue] {
            try outputLines.map { try JSONValue(parsing: $0, origin: "standard output") }
        }

        private static func lines(_ text: String) -> [String] {
            text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - environment: added to that of the tests.
    ///   - folder: the working folder; nil means that of the tests.
    ///   - timeout: seconds after which the program is ended and the call fails: far more than it needs.
    public static func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil,
        timeout: Double = 600
    ) throws -> Answer {
        // Files instead of pipes: a program that writes much can never wait for a reader.
        let scratch = try ScratchFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardInput = FileHandle.nullDevice
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write("", to: "output")))
        let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write("", to: "errors")))
        // Foundation holds processes, and what they hold, beyond their end: a thousand runs are out of descriptors.
        defer {
            try? output.close()
            try? errors.close()
        }
        process.standardOutput = output
        process.standardError = errors
        let end = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in end.signal() }
        try process.run()
        guard end.wait(timeout: .now() + timeout) == .success else {
            // By the one signal that cannot be blocked, as those are by the threads that start tests.
            kill(process.processIdentifier, SIGKILL)
            throw Failure(description: "\(executable) \(arguments) did not end within \(timeout) s")
        }
        let code = Int(process.terminationStatus) + (process.terminationReason == .uncaughtSignal ? 128 : 0)
        return Answer(exitCode: code, output: try text(scratch("output")), errors: try text(scratch("errors")))
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
