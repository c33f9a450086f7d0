/// Rows of one split, turned into samples on demand.
///
/// A custom data set needs only `count` and `sample(at:)`; the rest has defaults.
public protocol Dataset: Sendable {
    /// Number of samples.
    var count: Int { get }

    /// The sample at `index`, counted from 0; may be called from several threads at once.
    func sample(at index: Int) throws -> Sample

    /// What messages call this data, such as `samsum_dataset`.
    var name: String { get }

    /// Where the rows come from, for messages: usually the path of a file.
    var origin: String { get }

    /// Rows of the source that hold no usable sample and were left out.
    var skippedRows: Int { get }
}

extension Dataset {
    public var name: String { String(describing: Self.self) }
    public var origin: String { name }
    public var skippedRows: Int { 0 }
}
