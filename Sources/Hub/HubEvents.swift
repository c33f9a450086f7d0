/// What a caller wants to hear while files are fetched; called from other threads, one call at a time.
public struct HubEvents: Sendable {
    /// Lines for people: what is fetched, and when a cached copy has to do.
    public var note: @Sendable (String) -> Void
    /// How far it is, a few times a second. An error thrown here ends the download; what was fetched is kept.
    public var progress: @Sendable (HubProgress) throws -> Void
    /// Nothing is being fetched any more.
    public var finished: @Sendable () -> Void

    public init(
        note: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (HubProgress) throws -> Void = { _ in },
        finished: @escaping @Sendable () -> Void = {}
    ) {
        self.note = note
        self.progress = progress
        self.finished = finished
    }
}
