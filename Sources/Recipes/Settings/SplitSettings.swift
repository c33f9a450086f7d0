public import Configuration
public import Datasets

/// Which part of the data a command looks at.
public struct SplitSettings: SettingsGroup, Equatable {
    public var split = DatasetSplit.validation

    public init() {}
    public static let title = "Split"

    public static let fields: [Field<Self>] = [
        Field("split", \.split, "Part of the data set.")
    ]
}

extension DatasetSplit: SettingValue {}
