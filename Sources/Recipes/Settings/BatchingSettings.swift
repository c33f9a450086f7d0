public import Configuration

/// How samples become batches.
public struct BatchingSettings: SettingsGroup, Equatable {
    public var batchingStrategy = BatchingChoice.packing

    public init() {}
    public static let title = "Batching"

    public static let fields: [Field<Self>] = [
        Field(
            "batching_strategy", \.batchingStrategy,
            "packing joins samples into rows of context_length; padding batches samples of like length.")
    ]
}

/// llama-recipes' two ways to make batches.
public enum BatchingChoice: String, SettingValue, CaseIterable {
    case packing
    case padding
}
