/// What there is to know about one setting before anything is read.
public struct SettingDescription: Sendable, Equatable {
    /// The name of its group; nil where the key stands alone.
    public let group: String?
    /// The key within the group.
    public let key: String
    /// What the setting means.
    public let help: String
    /// The type, with its name and choices.
    public let type: SettingType
    /// Stands for the value in help.
    public let placeholder: String
    /// The value when nobody sets it.
    public let defaultValue: SettingLiteral
    /// Other keys within the group that mean the same.
    public let aliases: [String]
    /// A condition on the value, in words after "must be".
    public let rule: String?
    /// True for settings that help does not show.
    public let isHidden: Bool

    /// The name with its group: `lr`, `lora_config.r`.
    public var qualifiedName: String { Self.qualify(key, in: group) }

    /// The default as help shows it.
    public var defaultText: String { defaultValue.shownText }

    /// Type, choices and condition in one phrase: `whole number, at least 1`.
    public var typeText: String {
        var text = type.name
        if !type.choices.isEmpty, !type.name.contains(type.choices[0]) {
            text += ", one of \(type.choices.joined(separator: ", "))"
        }
        if let rule { text += ", \(rule)" }
        return text
    }

    /// The other option names that mean the same, in full.
    var aliasOptions: [String] { aliases.map { "--\(Self.qualify($0, in: group))" } }

    static func qualify(_ key: String, in group: String?) -> String {
        group.map { "\($0).\(key)" } ?? key
    }
}
