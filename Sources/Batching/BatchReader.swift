import Foundation

/// The batches of one epoch in their order, made ahead of their use on a thread of its own.
///
/// What is handed out is what `BatchLoader.batches(epoch:from:)` gives, whatever the thread's pace. A batch that cannot
/// be made is an error where that batch would have come, not before. To be used by one thread; ends its own thread when
/// it goes.
public final class BatchReader {
    private let loader: BatchLoader
    private let epoch: Int
    private let queue: BatchQueue

    /// The next batch to hand out.
    private var number: Int

    init(loader: BatchLoader, epoch: Int, from batch: Int, ahead: Int) {
        self.loader = loader
        self.epoch = epoch
        number = min(max(0, batch), loader.batchCount)
        let queue = BatchQueue(capacity: max(1, ahead))
        self.queue = queue
        let thread = Thread {
            // Here, because the order of an epoch of many samples takes its time as well.
            let batches = loader.batches(epoch: epoch, from: batch)
            for number in batches.range {
                let made = Result { try batches.batch(at: number) }
                guard queue.append(made), case .success = made else { break }
            }
            queue.finish()
        }
        // As on the main thread: a data collator of the user's own runs here.
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit { cancel() }

    /// The next batch; nil after the last one, and after ``cancel()``.
    ///
    /// - Throws: what the data collator threw for this batch; later calls give nil.
    public func next() throws -> Batch? {
        guard let made = queue.removeFirst() else { return nil }
        let batch = try made.get()
        number += 1
        return batch
    }

    /// The next batches, `count` of them where there are so many left: one optimizer step.
    public func next(upTo count: Int) throws -> [Batch] {
        var batches: [Batch] = []
        while batches.count < count, let batch = try next() { batches.append(batch) }
        return batches
    }

    /// The place behind the batches that were handed out, to go on from exactly; those made ahead do not count.
    public var position: LoaderPosition { loader.position(epoch: epoch, batch: number) }

    /// Ends the thread, when the batch it is at is made, and waits for that.
    public func cancel() { queue.cancel() }
}
