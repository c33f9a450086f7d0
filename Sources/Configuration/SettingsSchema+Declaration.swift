extension SettingsSchema {
    /// Mistakes in the declarations themselves, which no input could get around.
    func declarationProblems() -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        var takenNames: [String: String] = [
            Self.configKey: "the reader's own --config", Self.helpKey: "the reader's own --help",
        ]
        var takenGroups: Set<String> = []
        for (position, group) in groups.enumerated() {
            for name in (group.name.map { [$0] } ?? []) + group.aliases {
                check(name, of: group, into: &problems)
                if !takenGroups.insert(name).inserted {
                    problems.append(.init(place: name, message: "two groups have this name"))
                }
            }
            var takenKeys: [String: String] = [:]
            for setting in group.settings {
                for key in [setting.key] + setting.aliases {
                    check(key, of: group, into: &problems)
                    let taken = group.name == nil ? takenNames[key] : takenKeys[key]
                    if let taken {
                        problems.append(
                            .init(place: setting.qualifiedName, message: "the key \(key) is also that of \(taken)"))
                    }
                    takenKeys[key] = setting.qualifiedName
                    if group.name == nil { takenNames[key] = setting.qualifiedName }
                }
            }
            problems += negationProblems(in: position)
            if let selector = group.selector, bareKeys[selector.key] == nil {
                problems.append(
                    .init(place: group.title, message: "is selected by \(selector.key), which is no setting"))
            }
        }
        return problems
    }

    /// With `shuffle` and `no_shuffle` side by side, `--no-shuffle` would have two meanings.
    private func negationProblems(in group: Int) -> [ConfigurationProblem] {
        keysInGroup[group].keys.sorted().compactMap { key in
            for prefix in ["no_", "no"] where key.hasPrefix(prefix) {
                let positive = String(key.dropFirst(prefix.count))
                guard let index = keysInGroup[group][positive], groups[group].settings[index].type.isSwitch else {
                    continue
                }
                return .init(
                    place: SettingDescription.qualify(key, in: groups[group].name),
                    message: "reads as the negation of the switch \(positive)")
            }
            return nil
        }
    }

    private func check(_ name: String, of group: SchemaGroup, into problems: inout [ConfigurationProblem]) {
        guard name.wholeMatch(of: #/[A-Za-z][A-Za-z0-9_]*/#) == nil else { return }
        problems.append(
            .init(
                place: "\(group.typeName)",
                message: "\(Quoting.quoted(name)) cannot be a name; names are letters, digits and underscores"))
    }
}
