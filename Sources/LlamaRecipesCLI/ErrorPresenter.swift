import ArgumentParser
import Configuration
import CustomDatasets

/// Turns errors into lines on standard error and an exit code: 2 for wrong settings, 1 for the rest.
enum ErrorPresenter {
    static func present(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let code as ExitCode {
            throw code
        } catch let error as CustomDatasetError {
            // What a compiler or Python said stays as it said it, so that editors and people find the place.
            if let details = error.details { Terminal.note(details) }
            Terminal.note("error: \(error.line)")
            throw ExitCode(1)
        } catch {
            // Every error of this project describes itself in lines that name the place and the cure.
            for line in "\(error)".split(separator: "\n") { Terminal.note("error: \(line)") }
            throw ExitCode(error is ConfigurationError ? 2 : 1)
        }
    }
}
