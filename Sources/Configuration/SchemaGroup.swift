/// One group of a schema: a ``SettingsGroup`` type with its name and defaults in this place.
public struct SchemaGroup: Sendable {
    /// The name before the dot; nil for settings whose keys stand alone.
    public let name: String?
    /// Other names accepted before the dot.
    public let aliases: [String]
    /// The heading in help and documentation.
    public let title: String
    /// A sentence below the heading; may be empty.
    public let summary: String
    /// When the group is the one in use, where it is one of several.
    public let selector: GroupSelector?
    /// The settings, in declaration order.
    public let settings: [SettingDescription]
    /// True where undeclared keys are kept as text.
    public let acceptsExtraKeys: Bool

    let typeID: ObjectIdentifier
    let typeName: String
    let defaultExtras: [String: String]
    let canonical: @Sendable (Int, SettingLiteral) throws(SettingMismatch) -> SettingLiteral
    let build: @Sendable ([Int: SettingLiteral], [String: String]) throws(SettingMismatch) -> any SettingsGroup

    /// Puts a group into a schema.
    ///
    /// - Parameters:
    ///   - name: replaces the type's own name, so that one type can serve several groups.
    ///   - title: replaces the type's own heading.
    ///   - summary: replaces the type's own sentence.
    ///   - defaults: replaces the type's own defaults.
    ///   - fields: replaces the type's own fields, for a type whose groups do not all have the same.
    ///   - extraKeys: replaces the type's own place for undeclared keys, for a type only some of whose groups are open.
    ///   - selector: makes the group one of several that share keys.
    public init<Group: SettingsGroup>(
        _ type: Group.Type, name: String? = nil, title: String? = nil, summary: String? = nil,
        defaults: Group = Group(), fields: [Field<Group>] = Group.fields,
        extraKeys: ExtraKeys<Group>? = Group.extraKeys, selectedBy selector: GroupSelector? = nil
    ) {
        let groupName = name ?? Group.groupName
        let extraKeys = extraKeys?.path
        self.name = groupName
        self.aliases = name == nil ? Group.groupAliases : []
        self.title = title ?? (name == nil ? Group.title : groupName ?? Group.title)
        self.summary = summary ?? Group.summary
        self.selector = selector
        self.acceptsExtraKeys = extraKeys != nil
        self.typeID = ObjectIdentifier(type)
        self.typeName = String(describing: type)
        // Declared settings may live in the same dictionary.
        let declared = Set(fields.map(\.key))
        self.defaultExtras = (extraKeys.map { defaults[keyPath: $0] } ?? [:]).filter { !declared.contains($0.key) }
        self.settings = fields.map { field in
            SettingDescription(
                group: groupName, key: field.key, help: field.help, type: field.type, placeholder: field.placeholder,
                defaultValue: field.read(defaults), aliases: field.aliases.map(SettingsSchema.normalized),
                rule: field.ruleText, isHidden: field.isHidden)
        }
        self.canonical = { index, literal throws(SettingMismatch) in try fields[index].canonical(literal) }
        self.build = { literals, extras throws(SettingMismatch) in
            var value = defaults
            for (index, literal) in literals { try fields[index].assign(&value, literal) }
            if let extraKeys { value[keyPath: extraKeys].merge(extras) { _, new in new } }
            return value
        }
    }

    /// The description of an undeclared key that an open group takes.
    func extraSetting(_ key: String) -> SettingDescription {
        SettingDescription(
            group: name, key: key, help: "Passed on as it stands.", type: String.settingType,
            placeholder: String.settingType.placeholder, defaultValue: defaultExtras[key]?.setting ?? .null,
            aliases: [], rule: nil, isHidden: false)
    }
}
