import Synchronization

/// Adds up what several files at once have fetched, and tells it a few times a second.
final class ProgressMeter: Sendable {
    private struct State {
        var bytes = 0
        var files = 0
        var lastTold: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let repository: HubRepository
    private let totalBytes: Int
    private let totalFiles: Int
    private let tell: @Sendable (HubProgress) throws -> Void

    init(
        _ repository: HubRepository, totalBytes: Int, totalFiles: Int,
        tell: @escaping @Sendable (HubProgress) throws -> Void
    ) {
        self.repository = repository
        self.totalBytes = totalBytes
        self.totalFiles = totalFiles
        self.tell = tell
    }

    /// - Parameter bytes: fewer than 0 when bytes are thrown away.
    /// - Throws: what the listener throws.
    func add(bytes: Int, files: Int = 0) throws {
        try state.withLock { state in
            state.bytes += bytes
            state.files += files
            let now = ContinuousClock.now
            if files == 0, let last = state.lastTold, now - last < .milliseconds(200) { return }
            state.lastTold = now
            try tell(
                HubProgress(
                    repository: repository, bytes: state.bytes, totalBytes: totalBytes, files: state.files,
                    totalFiles: totalFiles))
        }
    }
}
