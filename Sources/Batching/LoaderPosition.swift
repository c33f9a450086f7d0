/// Where a loader stands; saved in every checkpoint.
public struct LoaderPosition: Sendable, Equatable, Codable {
    /// The epoch, from 0.
    public var epoch: Int

    /// The next batch of that epoch, from 0.
    public var batch: Int

    /// What decides the order: strategy, sizes, shuffling and seed, readable.
    public var settings: String

    /// Fingerprint of all ids and labels, in hexadecimal.
    public var data: String

    public init(epoch: Int, batch: Int, settings: String, data: String) {
        self.epoch = epoch
        self.batch = batch
        self.settings = settings
        self.data = data
    }
}
