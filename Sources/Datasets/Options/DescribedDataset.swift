/// A data set that is made from a `DatasetConfig` and says about itself what settings, help and `inspect` need.
public protocol DescribedDataset: Dataset {
    /// What it is, its licence, columns, source and options.
    static var about: DatasetDescription { get }

    /// Reads one split; throws `DatasetError`.
    init(config: DatasetConfig, split: DatasetSplit) throws
}
