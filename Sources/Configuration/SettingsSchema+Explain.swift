extension SettingsSchema {
    /// Tells all about one setting, or about each setting of a group.
    /// - Throws: ``ConfigurationError`` naming the nearest key where there is none of that name.
    public func explain(_ key: String, width: Int = 80) throws(ConfigurationError) -> String {
        let name = Self.normalized(Self.withoutHyphens(key))
        if bareKeys[name] == nil, let group = groupsByName[name] {
            return groups[group].settings.map { $0.explanation(width: width) }.joined(separator: "\n")
        }
        return try setting(key).explanation(width: width)
    }
}

extension ResolvedSettings {
    /// Tells all about one setting, with its value and where that came from; a group's name tells of all its settings.
    /// - Throws: ``ConfigurationError`` naming the nearest key where there is none of that name.
    public func explain(_ key: String, width: Int = 80) throws(ConfigurationError) -> String {
        let name = SettingsSchema.normalized(SettingsSchema.withoutHyphens(key))
        if schema.bareKeys[name] == nil, let group = schema.groupsByName[name] {
            let positions = schema.groups[group].settings.map(\.qualifiedName)
            let inner = settings.filter { setting in
                positions.contains(setting.description.qualifiedName)
                    || (setting.description.group != nil && setting.description.group == schema.groups[group].name)
            }
            return inner.map { $0.description.explanation(resolved: $0, width: width) }.joined(separator: "\n")
        }
        let setting = try setting(key)
        return setting.description.explanation(resolved: setting, width: width)
    }
}

extension SettingDescription {
    fileprivate func explanation(resolved: ResolvedSetting? = nil, width: Int) -> String {
        var facts = [("type", typeText), ("default", defaultText)]
        if let resolved {
            facts.append(("value", resolved.valueText))
            facts.append(("origin", resolved.origin.description))
        }
        if !aliases.isEmpty { facts.append(("also", aliasOptions.joined(separator: ", "))) }
        let example = resolved?.value ?? defaultValue
        let option = "--\(qualifiedName) \(placeholder)"
        facts.append(("option", option))
        facts.append(("YAML", group.map { "\($0): {\(key): \(example.yamlText)}" } ?? "\(key): \(example.yamlText)"))
        let text = TextColumns.wrapped(help, width: max(40, width) - 2).map { "  \($0)\n" }.joined()
        return "\(qualifiedName)\n\(text)"
            + facts.map { "  \(TextColumns.padded($0.0 + ":", to: 9))\($0.1)\n" }.joined()
    }
}
