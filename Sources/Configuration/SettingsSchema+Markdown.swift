extension SettingsSchema {
    /// The settings as Markdown, one table for each group, for the project's documentation.
    /// - Parameter headingLevel: how many `#` the headings get.
    public func markdown(headingLevel: Int = 2) -> String {
        let marks = String(repeating: "#", count: max(1, headingLevel))
        return groups.filter { group in group.settings.contains { !$0.isHidden } || group.acceptsExtraKeys }
            .map { section($0, marks: marks) }.joined(separator: "\n")
    }

    private func section(_ group: SchemaGroup, marks: String) -> String {
        let heading = group.name.map { $0 == group.title ? "`\($0)`" : "\(group.title) (`\($0)`)" } ?? group.title
        var lines = ["\(marks) \(heading)", ""]
        if !group.summary.isEmpty { lines += [group.summary, ""] }
        lines += ["| option | value | default | meaning |", "|---|---|---|---|"]
        for setting in group.settings where !setting.isHidden {
            let aliases = setting.aliasOptions.map { " `\($0)`" }.joined()
            let meaning = setting.help + (aliases.isEmpty ? "" : " Also\(aliases).")
            let cells = ["`--\(setting.qualifiedName)`", setting.typeText, "`\(setting.defaultText)`", meaning]
            lines.append("| \(cells.map(escaped).joined(separator: " | ")) |")
        }
        if group.acceptsExtraKeys {
            let prefix = group.name.map { "\($0)." } ?? ""
            lines.append("| `--\(prefix)KEY` | text | | Any other key is passed on as text. |")
        }
        return lines.map { "\($0)\n" }.joined()
    }

    private func escaped(_ cell: String) -> String {
        cell.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
