public import Configuration

/// The texts that `score` reads.
public struct ScoreSettings: SettingsGroup, Equatable {
    public var input: String?

    public init() {}
    public static let title = "Scoring"

    public static let fields: [Field<Self>] = [
        Field("input", \.input, "JSON lines with one {\"text\": …} each.", placeholder: "FILE")
    ]

    public func conflicts() -> [SettingConflict] {
        input == nil ? [SettingConflict("input", "give the file of texts: --input texts.jsonl")] : []
    }
}
