/// Makes one batch of samples, in place of padding them to the longest: llama-recipes' `get_data_collator`.
///
/// Used with the padding strategy. Called for each batch when it is needed, once more before training to check and count
/// what it makes, and possibly from another thread than the one that made it.
public protocol DataCollator: Sendable {
    /// Makes a batch of these samples, a row for each.
    func collate(_ samples: [CollatorSample]) throws -> CollatedBatch
}
