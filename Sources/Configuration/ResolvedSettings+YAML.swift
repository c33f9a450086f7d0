extension ResolvedSettings {
    /// All settings as YAML that a ``SettingsReader`` reads back to the same values: bare keys first, then the groups.
    public func yaml() -> String {
        var lines: [String] = []
        for setting in settings where setting.description.group == nil {
            lines.append("\(setting.description.key): \(setting.value.yamlText)")
        }
        for group in schema.groups {
            guard let name = group.name else { continue }
            let inner = settings.filter { $0.description.group == name }
            guard !inner.isEmpty else { continue }
            lines.append("\(name):")
            lines += inner.map { "  \(SettingLiteral.yamlString($0.description.key)): \($0.value.yamlText)" }
        }
        return lines.map { "\($0)\n" }.joined()
    }
}
