/// All settings of a run, with the origin of each.
public struct ResolvedSettings: Sendable {
    /// The schema that was read against.
    public let schema: SettingsSchema
    /// Every setting, in the schema's order; extra keys of open groups follow their group, sorted.
    public let settings: [ResolvedSetting]
    /// Things that are allowed and look like mistakes, one line each.
    public let notes: [String]

    private let values: [any SettingsGroup]

    /// The values are those of the schema's groups, in the same order.
    init(schema: SettingsSchema, settings: [ResolvedSetting], values: [any SettingsGroup], notes: [String]) {
        self.schema = schema
        self.settings = settings
        self.values = values
        self.notes = notes
    }

    /// Gives the settings of one component.
    ///
    /// - Parameter name: the group's name, needed where the schema holds the same type several times.
    /// - Throws: ``ConfigurationError`` where the schema has no such group, or several.
    public func value<Group: SettingsGroup>(
        of type: Group.Type = Group.self, group name: String? = nil
    ) throws(ConfigurationError) -> Group {
        let fitting = zip(schema.groups, values).filter { group, _ in
            group.typeID == ObjectIdentifier(type) && (name == nil || group.name == name)
        }
        let place = name ?? String(describing: type)
        guard let value = fitting.first?.1 as? Group else {
            throw ConfigurationError(place: place, message: "is no group of this command's settings")
        }
        guard fitting.count == 1 else {
            let names = fitting.compactMap(\.0.name)
            throw ConfigurationError(place: place, message: "serves several groups: \(Quoting.alternatives(names))")
        }
        return value
    }

    /// Finds a setting by its key, with or without its group.
    /// - Throws: ``ConfigurationError`` naming the nearest key, or all candidates of an ambiguous one.
    public func setting(_ key: String) throws(ConfigurationError) -> ResolvedSetting {
        let name = SettingsSchema.normalized(SettingsSchema.withoutHyphens(key))
        if let extra = settings.first(where: { $0.description.qualifiedName == name }) { return extra }
        let description = try schema.setting(key)
        guard let setting = settings.first(where: { $0.description.qualifiedName == description.qualifiedName }) else {
            throw ConfigurationError(place: key, message: "is not set")
        }
        return setting
    }

    /// Makes a problem out of a setting, to be reported at the place where its value was set.
    ///
    /// For checks that need more than one group, or files and models.
    /// - Throws: ``ConfigurationError`` as ``setting(_:)``.
    public func problem(at key: String, _ message: String) throws(ConfigurationError) -> ConfigurationProblem {
        let setting = try setting(key)
        let name = setting.description.qualifiedName
        return switch setting.origin {
        case .standard: ConfigurationProblem(place: "--\(name) (not set)", message: message)
        case .file: ConfigurationProblem(place: "\(setting.origin): \(name)", message: message)
        case .flag(let flag): ConfigurationProblem(place: flag, message: message)
        }
    }
}
