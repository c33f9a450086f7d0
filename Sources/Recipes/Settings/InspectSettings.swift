public import Configuration

/// What `inspect` shows, and in which order.
public struct InspectSettings: SettingsGroup, Equatable {
    public var limit: Int?
    public var batchSizeTraining = 4
    public var shuffle = false
    public var seed: UInt64 = 42

    public init() {}
    public static let title = "Inspection"

    public static let fields: [Field<Self>] = [
        Field(
            "limit", \.limit, "Rows to show; by default all with --json and 2 without.", placeholder: "N",
            rule: .ifPresent(.atLeast(0))),
        Field("batch_size_training", \.batchSizeTraining, "With padding: rows in a batch.", rule: .atLeast(1)),
        Field("shuffle", \.shuffle, "Show the order of the first epoch instead of that of the file."),
        Field("seed", \.seed, "Seed of that order."),
    ]
}
