/// The settings of one data set, under llama-recipes' names.
public struct DatasetConfig: Sendable {
    /// The registered name, such as `samsum_dataset`; also the prefix of its options on the command line.
    public var name: String

    /// `data_path`: a file, or a folder that holds one file per split.
    public var dataPath: String?

    /// `train_split`: the name of the split to train on, or the path of its file; nil = the data set's default.
    public var trainSplit: String?

    /// `test_split`: the name of the split to validate on, or the path of its file; nil = the data set's default.
    public var testSplit: String?

    /// Further options, for data sets that declare some; one that a data set does not know is an error.
    public var options: [String: String]

    /// The splits this run reads. A `data_path` that is one file belongs to the training split when that is among
    /// them, so that nobody validates on the rows trained on by mistake; commands that read one split name only it.
    public var splitsInUse: Set<DatasetSplit>

    /// Readers of further kinds of files, such as Parquet; see `TableOpener`.
    public var tableOpeners: [any TableOpener]

    /// Opens text that is compressed as a whole; nil where such files are not read.
    public var decompressor: (any TextDecompressor)?

    /// Where published data comes from when no `data_path` is given; nil where nothing may be fetched.
    public var hub: (any HubAccess)?

    public init(
        name: String, dataPath: String? = nil, trainSplit: String? = nil, testSplit: String? = nil,
        options: [String: String] = [:], splitsInUse: Set<DatasetSplit> = [.train, .validation],
        tableOpeners: [any TableOpener] = [], decompressor: (any TextDecompressor)? = nil,
        hub: (any HubAccess)? = nil
    ) {
        self.name = name
        self.dataPath = dataPath
        self.trainSplit = trainSplit
        self.testSplit = testSplit
        self.options = options
        self.splitsInUse = splitsInUse
        self.tableOpeners = tableOpeners
        self.decompressor = decompressor
        self.hub = hub
    }

    /// The option that does without `split` where it cannot be had; nil where the command has no such option.
    public func optionWithout(_ split: DatasetSplit) -> String? {
        split == .validation && splitsInUse.contains(.train) ? "--run_validation False" : nil
    }

    /// The user's own name or path for `split`, if one was given.
    public func givenName(of split: DatasetSplit) -> String? {
        switch split {
        case .train: trainSplit
        case .validation: testSplit
        case .test: nil
        }
    }

    /// Throws when an option is set that is not among `known`.
    public func requireOptions(among known: [String] = []) throws {
        for key in options.keys.sorted() where !known.contains(key) {
            let hint = known.isEmpty ? "it has no options beside data_path, train_split and test_split" : nil
            throw DatasetError(
                problem: "\(name) has no option '\(key)'",
                cure: hint ?? NearestName.hint(for: key, among: known, kind: "options"))
        }
    }
}
