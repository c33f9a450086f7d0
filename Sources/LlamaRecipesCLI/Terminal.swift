// Its `stdout` is a variable, which nobody assigns to.
@preconcurrency import Foundation
import Synchronization

/// Where commands write: answers to standard output, what they are doing to standard error.
enum Terminal {
    /// The descriptor that answers go to.
    private static let answers = Mutex(STDOUT_FILENO)

    private static var descriptor: Int32 { answers.withLock { $0 } }

    /// Leaves standard output to `write` and `line`: whatever else prints from now on, such as a user's data set file
    /// or a library, comes out on standard error, so that answers can be read by other programs.
    static func reserveOutput() {
        answers.withLock { answers in
            guard answers == STDOUT_FILENO else { return }
            // Fails when standard output was closed; the first answer is an error then.
            answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
            if dup2(STDERR_FILENO, STDOUT_FILENO) < 0 {
                let null = open("/dev/null", O_WRONLY)
                if null >= 0, null != STDOUT_FILENO {
                    dup2(null, STDOUT_FILENO)
                    close(null)
                }
            }
            // By lines, so that what is printed stands between the notes where it belongs, and survives a crash.
            setvbuf(stdout, nil, _IOLBF, 0)
        }
    }

    /// Writes to standard output at once, so that a reader of a pipe sees each line when it is made.
    static func write(_ text: String) {
        guard !writeAll(text, to: descriptor) else { return }
        // An answer that is lost is no success. (A reader that went away ends the program by SIGPIPE before.)
        note("error: standard output cannot be written; free some room or write elsewhere")
        exit(1)
    }

    static func line(_ text: String) { write(text + "\n") }

    /// A line about the work itself, kept apart from the answer.
    static func note(_ text: String) { _ = writeAll(text + "\n", to: STDERR_FILENO) }

    static var outputIsTerminal: Bool { isatty(descriptor) == 1 }

    /// Columns for help texts.
    static var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return min(Int(size.ws_col), 120)
    }

    /// Whether all of it was written.
    private static func writeAll(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
                continue
            }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
