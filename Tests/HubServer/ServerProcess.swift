import Dispatch
import Hub
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// One HTTP server on a free port of this machine, on threads of its own.
final class ServerProcess: Sendable {
    typealias Handler = @Sendable (Request, BasicRequestContext) async -> Response

    /// Threads that no test waits on.
    private static let threads = TaskThreads()

    let port: Int
    private let task: Task<Void, Never>

    init(_ handler: @escaping Handler) throws {
        let started = DispatchSemaphore(value: 0)
        let found = Found()
        var logger = Logger(label: "loopback")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder { await handler($0, $1) },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                found.port.withLock { $0 = channel.localAddress?.port }
                started.signal()
            },
            logger: logger)
        task = Task.detached(executorPreference: Self.threads) {
            // `run` would also wait for signals, which belong to the test runner.
            try? await application.run()
            started.signal()
        }
        started.wait()
        guard let port = found.port.withLock({ $0 }) else {
            throw StartFailure()
        }
        self.port = port
    }

    func stop() { task.cancel() }

    private final class Found: Sendable {
        let port = Mutex<Int?>(nil)
    }

    struct StartFailure: Error, CustomStringConvertible {
        let description = "the loopback server did not start"
    }
}
