import NearestNames

extension SettingsSchema {
    /// The settings as help text, group by group.
    ///
    /// - Parameters:
    ///   - width: columns of the terminal; narrower ones than 40 are taken as 40.
    ///   - group: shows only this group, by its name.
    /// - Throws: ``ConfigurationError`` naming the nearest group where there is none of that name.
    public func helpText(width: Int = 80, group: String) throws(ConfigurationError) -> String {
        guard let index = groupsByName[Self.normalized(group)] else {
            let names = groups.compactMap(\.name)
            let nearest = NearestMatch.find(group, in: names).map { "did you mean \($0)?" }
            throw ConfigurationError(
                place: group,
                message: "is no group of settings; \(nearest ?? "the groups are \(names.joined(separator: ", "))")")
        }
        return helpSection(groups[index], width: max(40, width))
    }

    /// The settings as help text, group by group.
    /// - Parameter width: columns of the terminal; narrower ones than 40 are taken as 40.
    public func helpText(width: Int = 80) -> String {
        let width = max(40, width)
        let own = """
            Reading settings
            \(entry("--config FILE", "YAML file of settings; options given here override it.", width: width))
            \(entry("--help", "Show this text.", width: width))

            """
        let sections = groups.filter { group in group.settings.contains { !$0.isHidden } || group.acceptsExtraKeys }
            .map { helpSection($0, width: width) }
        let notes = [
            "A setting is written --key value or --key=value.",
            "True|False settings may also be written --key and --no-key.",
            "The group before a dot may be left out where only one group has the key.",
        ]
        let footer = TextColumns.wrapped(notes.joined(separator: " "), width: width).joined(separator: "\n")
        return (sections + [own, footer + "\n"]).joined(separator: "\n")
    }

    private func helpSection(_ group: SchemaGroup, width: Int) -> String {
        let heading = group.name.map { $0 == group.title ? $0 : "\(group.title) (\($0))" } ?? group.title
        var lines = [heading]
        lines += TextColumns.wrapped(group.summary, width: width - 2).map { "  \($0)" }
        for setting in group.settings where !setting.isHidden {
            lines.append(
                entry("--\(setting.qualifiedName) \(setting.shortPlaceholder)", setting.helpSentence, width: width))
        }
        if group.acceptsExtraKeys {
            let prefix = group.name.map { "\($0)." } ?? ""
            lines.append(entry("--\(prefix)KEY TEXT", "Any other key is passed on as text.", width: width))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func entry(_ option: String, _ text: String, width: Int) -> String {
        let column = min(44, width * 2 / 5)
        let indent = String(repeating: " ", count: column)
        var lines = TextColumns.wrapped(text, width: width - column).map { indent + $0 }
        let head = "  \(option)"
        if head.count + 2 <= column, let first = lines.first {
            lines[0] = TextColumns.padded(head, to: column) + first.dropFirst(column)
        } else {
            lines.insert(head, at: 0)
        }
        return lines.joined(separator: "\n")
    }
}

extension SettingDescription {
    /// Choices are spelled out in the placeholder only as long as they are few.
    fileprivate var shortPlaceholder: String {
        placeholder.count <= 30 || type.choices.isEmpty ? placeholder : "NAME"
    }

    fileprivate var helpSentence: String {
        var facts: [String] = []
        let choices = type.choices.joined(separator: "|")
        if !choices.isEmpty, !shortPlaceholder.contains(choices) {
            facts.append("one of \(type.choices.joined(separator: ", "))")
        }
        if let rule { facts.append(rule) }
        if !aliases.isEmpty { facts.append("also \(aliasOptions.joined(separator: ", "))") }
        facts.append("default:\(TextColumns.unbreakable)\(defaultText)")
        return "\(help) [\(facts.joined(separator: "; "))]"
    }
}
