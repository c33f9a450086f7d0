import Batching

/// A data collator from a closure.
struct ClosureCollator: DataCollator {
    let make: @Sendable ([CollatorSample]) throws -> CollatedBatch

    func collate(_ samples: [CollatorSample]) throws -> CollatedBatch { try make(samples) }
}
