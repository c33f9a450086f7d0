public import Configuration

/// What `inspect` shows, and in which order.
public struct InspectSettings: SettingsGroup, Equatable {
    public var batchingStrategy = InspectedForm.packing
    public var limit: Int?
    public var batchSizeTraining = 4
    public var shuffle = false
    public var seed: UInt64 = 42
    public var checkOnly = false

    public init() {}
    public static let title = "Inspection"

    public static let fields: [Field<Self>] = [
        Field(
            "batching_strategy", \.batchingStrategy,
            "packing or padding shows the rows of batches, none each sample on its own."),
        Field(
            "limit", \.limit, "Rows to show; by default all with --json and 2 without.", placeholder: "N",
            rule: .ifPresent(.atLeast(0))),
        Field("batch_size_training", \.batchSizeTraining, "With padding: rows in a batch.", rule: .atLeast(1)),
        Field("shuffle", \.shuffle, "Show the order of the first epoch instead of that of the file."),
        Field("seed", \.seed, "Seed of that order."),
        Field("check_only", \.checkOnly, "Tell what the check of the data found, and show no rows."),
    ]
}

/// What `inspect` shows: rows of either kind of batch, or the samples before batching.
public enum InspectedForm: String, SettingValue, CaseIterable {
    case packing
    case padding
    case unbatched = "none"

    /// The way to make batches, where there are any.
    var batching: BatchingChoice? { BatchingChoice(rawValue: rawValue) }
}
