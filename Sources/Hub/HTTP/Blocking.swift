import Dispatch
import NIOPosix
import Synchronization

/// Runs asynchronous work for callers that are not.
enum Blocking {
    /// Waits for the work on the calling thread.
    ///
    /// The work runs on threads of its own: those that Swift shares among all tasks may be the very ones that wait.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        let end = DispatchSemaphore(value: 0)
        Task.detached(executorPreference: Threads.shared) {
            do {
                let value = try await work()
                outcome.result.withLock { $0 = .success(value) }
            } catch {
                outcome.result.withLock { $0 = .failure(error) }
            }
            end.signal()
        }
        end.wait()
        guard let result = outcome.result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }

    private final class Threads: TaskExecutor {
        static let shared = Threads()

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
}
