/// The settings of one component: a plain struct of defaults and a table of its fields.
///
/// The table is the only declaration there is; flags, YAML, help and documentation all follow from it.
public protocol SettingsGroup: Sendable {
    /// Creates the group with all its defaults.
    init()

    /// The settings, in the order in which help lists them.
    static var fields: [Field<Self>] { get }

    /// The name before the dot (`lora_config`); nil for settings whose keys stand alone.
    static var groupName: String? { get }

    /// Other names accepted before the dot; a group without a name may have some too (`train_config`).
    static var groupAliases: [String] { get }

    /// The heading in help and documentation.
    static var title: String { get }

    /// A sentence below the heading; may be empty.
    static var summary: String { get }

    /// Where undeclared keys of this group are kept as text; nil makes them errors.
    static var extraKeys: ExtraKeys<Self>? { get }

    /// Checks values against each other, after each has been read.
    func conflicts() -> [SettingConflict]
}

extension SettingsGroup {
    public static var groupName: String? { nil }
    public static var groupAliases: [String] { [] }
    public static var title: String { groupName ?? "Settings" }
    public static var summary: String { "" }
    public static var extraKeys: ExtraKeys<Self>? { nil }
    public func conflicts() -> [SettingConflict] { [] }
}
