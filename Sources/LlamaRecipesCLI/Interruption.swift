import Foundation
import Synchronization

/// The first Ctrl-C (SIGINT) or SIGTERM asks a run to stop and save; the next one ends the program at once.
enum Interruption {
    private static let received = Atomic<Int32>(0)
    private static let notice: StaticString =
        "stopping: finishing this step, then validating and saving; once more ends the program at once\n"

    /// The signal that came since `watch()`.
    static var signal: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    static func watch() {
        // Not first made in a handler, in which nothing but the calls below is safe.
        _ = (signal, notice.utf8Start)
        for number in [SIGINT, SIGTERM] {
            Foundation.signal(number) { number in
                // The next one, of either kind, gets the system's own treatment.
                Foundation.signal(SIGINT, SIG_DFL)
                Foundation.signal(SIGTERM, SIG_DFL)
                Interruption.received.store(number, ordering: .relaxed)
                // Said at once: a step may take minutes.
                _ = write(STDERR_FILENO, Interruption.notice.utf8Start, Interruption.notice.utf8CodeUnitCount)
            }
        }
    }
}
