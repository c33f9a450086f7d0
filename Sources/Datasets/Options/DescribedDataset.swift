/// A data set that is made from a `DatasetConfig` and says about itself what settings, help and `inspect` need.
public protocol DescribedDataset: Dataset {
    /// What it is, its licence, columns, source and options.
    static var about: DatasetDescription { get }

    /// Reads one split; throws `DatasetError`.
    init(config: DatasetConfig, split: DatasetSplit) throws

    /// The files that `init` reads when it gets the same arguments. What was made of them once may be used again as long
    /// as their content, the configuration and the program are the same. Nil, which is the default, where that cannot be
    /// told; then nothing is used again.
    static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]?
}

extension DescribedDataset {
    public static func files(config: DatasetConfig, split: DatasetSplit) throws -> [String]? { nil }
}
