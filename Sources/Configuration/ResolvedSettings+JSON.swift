extension ResolvedSettings {
    /// All settings as one JSON object: `{"settings":[{"key":…,"value":…,"default":…,"origin":…},…],"notes":[…]}`.
    ///
    /// `origin` is an object with `kind` (`default`, `file` or `flag`), and `path` and `line`, or `flag`.
    public func json() -> String {
        let entries = settings.map { setting in
            let key = SettingLiteral.jsonString(setting.description.qualifiedName)
            let value = setting.value.jsonText
            let standard = setting.description.defaultValue.jsonText
            return "{\"key\":\(key),\"value\":\(value),\"default\":\(standard),\"origin\":\(setting.origin.jsonText)}"
        }
        let notes = notes.map(SettingLiteral.jsonString).joined(separator: ",")
        return "{\"settings\":[\n\(entries.joined(separator: ",\n"))\n],\"notes\":[\(notes)]}"
    }
}

extension SettingOrigin {
    fileprivate var jsonText: String {
        switch self {
        case .standard: "{\"kind\":\"default\"}"
        case .file(let path, let line):
            "{\"kind\":\"file\",\"path\":\(SettingLiteral.jsonString(path)),\"line\":\(line)}"
        case .flag(let name): "{\"kind\":\"flag\",\"flag\":\(SettingLiteral.jsonString(name))}"
        }
    }
}
