/// Declares one setting of a group: its key, where its value lives, and what it means.
public struct Field<Root: Sendable>: Sendable {
    /// The key, in lower case with underscores, as it stands in YAML and after `--`.
    public let key: String
    /// What the setting means, in a sentence or two.
    public let help: String
    /// Other keys that mean the same.
    public let aliases: [String]
    /// Stands for the value in help.
    public let placeholder: String
    /// True for settings that work but are not shown in help and documentation.
    public let isHidden: Bool

    let type: SettingType
    let ruleText: String?
    let read: @Sendable (Root) -> SettingLiteral
    let canonical: @Sendable (SettingLiteral) throws(SettingMismatch) -> SettingLiteral
    let assign: @Sendable (inout Root, SettingLiteral) throws(SettingMismatch) -> Void

    /// Declares a setting.
    ///
    /// - Parameters:
    ///   - choices: the only texts allowed, for values whose type does not list them itself (names in a registry).
    ///   - rule: a condition on the decoded value; the default value is not held to it.
    public init<Value: SettingValue>(
        _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ help: String, aliases: [String] = [],
        choices: [String] = [], placeholder: String? = nil, hidden: Bool = false, rule: FieldRule<Value>? = nil
    ) {
        var type = Value.settingType
        if !choices.isEmpty { type.choices = choices }
        self.key = key
        self.help = help
        self.aliases = aliases
        self.placeholder = placeholder ?? type.placeholder
        self.isHidden = hidden
        self.type = type
        self.ruleText = rule?.text

        let decode: @Sendable (SettingLiteral) throws(SettingMismatch) -> Value = { literal throws(SettingMismatch) in
            let value = try Value(setting: literal)
            if !choices.isEmpty { try Self.check(value.setting, isAmong: choices) }
            if let rule, !rule.accepts(value) {
                throw SettingMismatch("\(rule.requirement), found \(value.setting.shownText)")
            }
            return value
        }
        self.read = { $0[keyPath: path].setting }
        self.canonical = { literal throws(SettingMismatch) in try decode(literal).setting }
        self.assign = { root, literal throws(SettingMismatch) in root[keyPath: path] = try decode(literal) }
    }

    private static func check(_ literal: SettingLiteral, isAmong choices: [String]) throws(SettingMismatch) {
        switch literal {
        case .null: return
        case .plain(let text), .quoted(let text):
            guard choices.contains(text) else { throw .choice(text, among: choices) }
        case .list(let items):
            for item in items { try check(item, isAmong: choices) }
        }
    }
}
