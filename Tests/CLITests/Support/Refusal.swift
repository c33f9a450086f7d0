import Testing
import TestingSupport

/// Expects that a command refused its input as it should: one line on standard error that names the place and the
/// cure, nothing but what it announced on standard output, and an exit code that says so.
func expectRefusal(
    _ answer: Subprocess.Answer, code: Int = 1, naming parts: [String],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(answer.exitCode == code, "\(answer)", sourceLocation: sourceLocation)
    #expect(answer.errorLines.count == 1, "\(answer)", sourceLocation: sourceLocation)
    #expect(answer.errors.hasPrefix("error: "), "\(answer)", sourceLocation: sourceLocation)
    #expect(answer.errors.utf8.count < 1000, "\(answer)", sourceLocation: sourceLocation)
    for part in parts {
        #expect(answer.errors.contains(part), "\(part) in \(answer)", sourceLocation: sourceLocation)
    }
}

/// Input that a command must refuse.
struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Words that the message must hold.
    let naming: [String]
    /// Spoils the workbench and gives the options that lead there.
    let prepare: @Sendable (Workbench) throws -> [String]

    init(_ name: String, naming: [String], _ prepare: @escaping @Sendable (Workbench) throws -> [String]) {
        testDescription = name
        self.naming = naming
        self.prepare = prepare
    }
}
