/// What there is to know about a data set without reading it.
public struct DatasetDescription: Sendable, Equatable {
    /// What it holds, in one sentence.
    public var summary: String
    /// The licence of the data as its source states it; shown by `inspect`.
    public var licence: String
    /// The columns it reads.
    public var columns: [String]
    /// Where the data is published; nil where there is no such place.
    public var hubSource: HubSource?
    /// Its options beside `data_path`, `train_split` and `test_split`.
    public var options: [DatasetOption]
    /// Other keys for `train_split`, such as `split`.
    public var trainSplitAliases: [String]

    public init(
        summary: String, licence: String, columns: [String], hubSource: HubSource? = nil,
        options: [DatasetOption] = [], trainSplitAliases: [String] = []
    ) {
        self.summary = summary
        self.licence = licence
        self.columns = columns
        self.hubSource = hubSource
        self.options = options
        self.trainSplitAliases = trainSplitAliases
    }
}
