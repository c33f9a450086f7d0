/// All settings that a command knows, built from the groups of its components.
public struct SettingsSchema: Sendable {
    /// The groups, in the order in which help lists them.
    public let groups: [SchemaGroup]

    let bareKeys: [String: SettingTarget]
    let keysInGroup: [[String: Int]]
    let groupsByName: [String: Int]

    /// Builds a schema.
    /// - Throws: ``ConfigurationError`` where two settings have the same name, or a name cannot be typed as an option.
    public init(_ groups: [SchemaGroup]) throws(ConfigurationError) {
        self.groups = groups
        var bareKeys: [String: SettingTarget] = [:]
        var keysInGroup: [[String: Int]] = []
        var groupsByName: [String: Int] = [:]
        for (position, group) in groups.enumerated() {
            var keys: [String: Int] = [:]
            for (index, setting) in group.settings.enumerated() {
                for key in [setting.key] + setting.aliases where keys[key] == nil {
                    keys[key] = index
                    if group.name == nil, bareKeys[key] == nil {
                        bareKeys[key] = .field(group: position, index: index)
                    }
                }
            }
            keysInGroup.append(keys)
            for name in (group.name.map { [$0] } ?? []) + group.aliases where groupsByName[name] == nil {
                groupsByName[name] = position
            }
        }
        self.bareKeys = bareKeys
        self.keysInGroup = keysInGroup
        self.groupsByName = groupsByName
        let problems = declarationProblems()
        guard problems.isEmpty else { throw ConfigurationError(problems) }
    }

    /// Builds a schema from group types as they are.
    /// - Throws: ``ConfigurationError`` as ``init(_:)-(SchemaGroup)``.
    public init(_ types: [any SettingsGroup.Type]) throws(ConfigurationError) {
        func group<Group: SettingsGroup>(_ type: Group.Type) -> SchemaGroup { SchemaGroup(type) }
        try self.init(types.map { group($0) })
    }

    /// Every declared setting, group after group.
    public var settings: [SettingDescription] {
        groups.flatMap(\.settings)
    }

    /// Finds a setting by its key, with or without its group.
    /// - Throws: ``ConfigurationError`` naming the nearest key, or all candidates of an ambiguous one.
    public func setting(_ key: String) throws(ConfigurationError) -> SettingDescription {
        let key = Self.normalized(Self.withoutHyphens(key))
        switch lookUp(key, spelling: .file) {
        case .found(let target): return description(of: target)
        case .shared(let targets):
            throw ConfigurationError(place: key, message: sharedMessage(targets, spelling: .file))
        case .unknown(let message): throw ConfigurationError(place: key, message: message)
        }
    }

    /// Keys that the reader itself takes.
    static let configKey = "config"
    static let helpKey = "help"

    /// `-` and `_` mean the same in keys.
    static func normalized(_ key: String) -> String {
        key.replacing("-", with: "_")
    }

    /// The key of an option, `--lr` or `lr`.
    static func withoutHyphens(_ option: String) -> String {
        option.hasPrefix("--") ? String(option.dropFirst(2)) : option
    }

    func description(of target: SettingTarget) -> SettingDescription {
        switch target {
        case .field(let group, let index): groups[group].settings[index]
        case .extra(let group, let key): groups[group].extraSetting(key)
        }
    }
}
