import Foundation

/// Where commands write: answers to standard output, what they are doing to standard error.
enum Terminal {
    /// Writes to standard output at once, so that a reader of a pipe sees each line when it is made.
    static func write(_ text: String) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            // An answer that is lost is no success. (A reader that went away ends the program by SIGPIPE before.)
            note("error: standard output cannot be written; free some room or write elsewhere")
            exit(1)
        }
    }

    static func line(_ text: String) { write(text + "\n") }

    /// A line about the work itself, kept apart from the answer.
    static func note(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Columns for help texts.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return min(Int(size.ws_col), 120)
    }
}
