public import Configuration

/// How a command answers.
public struct OutputSettings: SettingsGroup, Equatable {
    public var json = false

    public init() {}
    public static let title = "Output"

    public static let fields: [Field<Self>] = [
        Field("json", \.json, "Print one JSON object per line, for other programs.")
    ]
}
