import CTorch

/// libtorch's profiler: which operations ran, when and for how long.
///
/// It sees libtorch's operations, the nodes of backward passes, and every call of this library under its own name, on
/// the thread that started it and on devices.
public enum Profiler {
    /// One run of an operation.
    public struct Call: Sendable, Equatable {
        public let name: String
        /// In nanoseconds.
        public let start: Int
        /// In nanoseconds, of calls inside of it too.
        public let duration: Int
        public let thread: UInt64
        /// Whether this is a kernel on a GPU; such calls overlap with those of the processor.
        public let isOnDevice: Bool

        public init(name: String, start: Int, duration: Int, thread: UInt64 = 0, isOnDevice: Bool = false) {
            self.name = name
            self.start = start
            self.duration = duration
            self.thread = thread
            self.isOnDevice = isOnDevice
        }
    }

    /// Begins to record, on the calling thread.
    /// - Throws: `TorchError` when it records already.
    public static func start(device: Device = .cpu) throws {
        try check(ct_profiler_start(device == .cpu ? 0 : 1))
    }

    /// Ends recording.
    /// - Parameter path: where to write the calls as a trace for Perfetto or chrome://tracing; nil for nowhere.
    /// - Throws: `TorchError` when nothing was started on this thread.
    public static func stop(writingTraceTo path: String? = nil) throws -> [Call] {
        let calls = Calls()
        try withExtendedLifetime(calls) {
            try check(
                ct_profiler_stop(path, Unmanaged.passUnretained(calls).toOpaque()) { context, call in
                    guard let context, let call = call?.pointee else { return }
                    Unmanaged<Calls>.fromOpaque(context).takeUnretainedValue().list.append(
                        Call(
                            name: String(cString: call.name), start: Int(call.start), duration: Int(call.duration),
                            thread: call.thread, isOnDevice: call.on_device != 0))
                })
        }
        return calls.list
    }

    private final class Calls {
        var list: [Call] = []
    }
}
