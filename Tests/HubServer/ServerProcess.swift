import Dispatch
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// One HTTP server on a free port of this machine, on threads of its own.
final class ServerProcess: Sendable {
    typealias Handler = @Sendable (Request, BasicRequestContext) async -> Response

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
        task = Task.detached(executorPreference: ServerThreads.shared) {
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

/// Threads that no test waits on.
final class ServerThreads: TaskExecutor {
    static let shared = ServerThreads()

    private let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
        return pool
    }()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        pool.submit { _ in job.runSynchronously(on: executor) }
    }
}
