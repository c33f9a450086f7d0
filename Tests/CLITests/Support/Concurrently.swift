import Dispatch
import Synchronization

/// Runs one thing several times at once.
enum Concurrently {
    static func run<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> Result) throws -> [Result] {
        let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Swift.Result { try body(index) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { all in try (0..<count).compactMap { try all[$0]?.get() } }
    }
}
