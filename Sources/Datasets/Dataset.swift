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

    /// The first of those rows with what it lacks, for messages; nil where leaving them out is as it should be.
    var firstSkippedRow: String? { get }

    /// A text that changes whenever any sample might, for data sets whose samples are to be tokenized once and used
    /// again by later runs; nil, which is the default, for tokenizing them anew in each run.
    var cacheIdentity: String? { get }

    /// All completions that count as right for the sample at `index`; by default the one it is trained on.
    func references(at index: Int) throws -> [String]

    /// The completions to choose between at `index`, for evaluation by their likelihoods; none where text is free.
    func choices(at index: Int) throws -> [String]
}

extension Dataset {
    public var name: String { String(describing: Self.self) }
    public var origin: String { name }
    public var skippedRows: Int { 0 }
    public var firstSkippedRow: String? { nil }
    public var cacheIdentity: String? { nil }

    public func references(at index: Int) throws -> [String] {
        switch try sample(at: index) {
        case .separate(_, let completion), .joined(_, let completion): [completion]
        case .tokenized: []
        }
    }

    public func choices(at index: Int) throws -> [String] { [] }
}
