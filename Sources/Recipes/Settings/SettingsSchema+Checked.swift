import Configuration

extension SettingsSchema {
    /// The settings that are the schema's defaults, held to every rule.
    ///
    /// A program that calls the library sets values without a command line, so nobody has looked at them yet.
    /// - Throws: `ConfigurationError` with all that is wrong with them.
    func checked() throws(ConfigurationError) -> ResolvedSettings {
        let settings = try SettingsReader(schema: self).read(arguments: [])
        // Defaults are held to no rule; the same values read from a text are.
        let text = try SettingsFile(name: "settings", text: settings.yaml())
        _ = try SettingsReader(schema: self).read(arguments: [], files: [text])
        return settings
    }
}
