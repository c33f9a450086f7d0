import ArgumentParser
import Configuration

/// Turns errors into lines on standard error and an exit code: 2 for wrong settings, 1 for the rest.
enum ErrorPresenter {
    static func present(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let code as ExitCode {
            throw code
        } catch {
            // Every error of this project describes itself in lines that name the place and the cure.
            for line in "\(error)".split(separator: "\n") { Terminal.note("error: \(line)") }
            throw ExitCode(error is ConfigurationError ? 2 : 1)
        }
    }
}
