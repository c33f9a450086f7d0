import Foundation

/// Batches between the thread that makes them and the one that uses them; holds few, so that memory stays bounded.
// Unchecked: everything that changes is used under the lock only.
final class BatchQueue: @unchecked Sendable {
    typealias Made = Result<Batch, any Error>

    private let capacity: Int
    private let condition = NSCondition()
    private var waiting: [Made] = []
    private var isCancelled = false
    private var isFinished = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Waits for room; false when nobody wants more.
    func append(_ made: Made) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while !isCancelled, waiting.count >= capacity { condition.wait() }
        guard !isCancelled else { return false }
        waiting.append(made)
        condition.broadcast()
        return true
    }

    /// Tells that nothing more will come.
    func finish() {
        condition.lock()
        defer { condition.unlock() }
        isFinished = true
        condition.broadcast()
    }

    /// Waits for a batch; nil when no more will come.
    func removeFirst() -> Made? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty, !isFinished, !isCancelled { condition.wait() }
        guard !isCancelled, !waiting.isEmpty else { return nil }
        condition.broadcast()
        return waiting.removeFirst()
    }

    /// Drops what waits, and returns when the making has ended.
    func cancel() {
        condition.lock()
        defer { condition.unlock() }
        isCancelled = true
        waiting = []
        condition.broadcast()
        while !isFinished { condition.wait() }
    }
}
