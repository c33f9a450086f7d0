/// One setting with the value it ended up with.
public struct ResolvedSetting: Sendable, Equatable {
    /// What the setting is.
    public let description: SettingDescription
    /// Its value, in written form.
    public let value: SettingLiteral
    /// Where the value came from.
    public let origin: SettingOrigin

    /// The value as help shows it.
    public var valueText: String { value.shownText }
}
