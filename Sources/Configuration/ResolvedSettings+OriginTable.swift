extension ResolvedSettings {
    /// A table of key, value and origin in aligned columns.
    ///
    /// Hidden settings appear only where somebody set them.
    /// - Parameter onlyChanged: leaves out all that nobody set.
    public func originTable(onlyChanged: Bool = false) -> String {
        let shown = settings.filter { setting in
            setting.origin != .standard || (!onlyChanged && !setting.description.isHidden)
        }
        let rows = shown.map { ($0.description.qualifiedName, $0.valueText, $0.origin.description) }
        let keyWidth = rows.map(\.0.count).max() ?? 0
        // One long list must not push the origins of all the others out of sight.
        let valueWidth = min(40, rows.map(\.1.count).max() ?? 0)
        return rows.map { key, value, origin in
            "\(TextColumns.padded(key, to: keyWidth))  \(TextColumns.padded(value, to: valueWidth))  \(origin)\n"
        }.joined()
    }
}
