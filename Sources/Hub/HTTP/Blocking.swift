import Dispatch
import Synchronization

/// Runs asynchronous work for callers that are not.
enum Blocking {
    private static let threads = TaskThreads()

    /// Waits for the work on the calling thread.
    ///
    /// The work runs on threads of its own: those that Swift shares among all tasks may be the very ones that wait.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let outcome = Outcome<Value>()
        let end = DispatchSemaphore(value: 0)
        Task.detached(executorPreference: threads) {
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
}
