import Foundation

/// A line for the case that a user's compiled code crashes: it runs in this process, so a trap there ends the program.
// Unchecked because the text never changes.
final class CrashNote: @unchecked Sendable {
    private let line: UnsafeMutablePointer<CChar>?

    /// - Parameter activity: what the file is doing, such as "making the train samples".
    init(_ file: String, _ activity: String) {
        line = strdup("error: \(file): crashed while \(activity); mend the file (a trap ends the program)\n")
        Self.install
    }

    deinit { free(line) }

    /// Runs the user's code; a crash on this thread meanwhile writes the line to standard error, before what else is
    /// done about it.
    func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        let outer = pthread_getspecific(Self.current)
        pthread_setspecific(Self.current, line)
        defer {
            withExtendedLifetime(self) { _ = pthread_setspecific(Self.current, outer) }
        }
        return try body()
    }

    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    /// The line of each thread that runs a user's code.
    private static let current: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// What was done about each signal before.
    nonisolated(unsafe) private static let previous = UnsafeMutablePointer<sigaction>.allocate(
        capacity: Int(signals.reduce(0, max)) + 1)

    private static let install: Void = {
        _ = current
        for signal in signals { sigaction(signal, nil, previous + Int(signal)) }
        var action = sigaction()
        // Only what POSIX allows in a signal handler: nothing here allocates or takes a lock.
        let handler: @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void = {
            signal, info, _ in
            if let line = pthread_getspecific(CrashNote.current) { _ = write(STDERR_FILENO, line, strlen(line)) }
            sigaction(signal, CrashNote.previous + Int(signal), nil)
            // A faulty instruction runs again after this and ends where it would have. What was sent does not, nor does
            // a breakpoint.
            if signal == SIGTRAP || signal == SIGABRT || (info?.pointee.si_code ?? 0) <= 0 { raise(signal) }
        }
        #if os(Linux)
            action.__sigaction_handler.sa_sigaction = handler
        #else
            action.__sigaction_u.__sa_sigaction = handler
        #endif
        action.sa_flags = Int32(SA_SIGINFO) | Int32(SA_ONSTACK)
        for signal in signals { sigaction(signal, &action, nil) }
    }()
}
