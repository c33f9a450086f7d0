import Foundation
import Synchronization

/// Ctrl-C once asks a run to stop and save; twice ends the program at once.
enum Interruption {
    private static let requested = Atomic(false)

    /// Whether Ctrl-C was pressed since `watch()`.
    static var isRequested: Bool { requested.load(ordering: .relaxed) }

    static func watch() {
        signal(SIGINT) { _ in
            // The next one gets the system's own treatment. Nothing but this is safe in a signal handler.
            signal(SIGINT, SIG_DFL)
            Interruption.requested.store(true, ordering: .relaxed)
        }
    }
}
