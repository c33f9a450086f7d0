import CArrow

/// What this module holds of memory outside of Swift.
public enum TableMemory {
    /// Open files and batches alive in the process.
    public static var liveHandles: Int { ca_live_count() }

    /// The same, made minus freed on the calling thread; for tests that others run beside.
    public static var liveHandlesOnThread: Int { ca_live_count_on_thread() }
}
