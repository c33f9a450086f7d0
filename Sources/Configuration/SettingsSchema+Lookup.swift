import NearestNames

extension SettingsSchema {
    /// Finds what a normalized key means, without looking at values.
    func lookUp(_ key: String, spelling: KeySpelling) -> KeyLookup {
        if let dot = key.firstIndex(of: ".") {
            let inner = String(key[key.index(after: dot)...])
            return lookUp(inner, inGroup: String(key[..<dot]), spelling: spelling)
        }
        if let target = bareKeys[key] { return .found(target) }
        let targets = targetsInNamedGroups(key)
        switch targets.count {
        case 0: return .unknown(unknownMessage(key, spelling: spelling))
        case 1: return .found(targets[0])
        default: return .shared(targets)
        }
    }

    /// Says that a bare key is not enough, and what would be.
    func sharedMessage(_ targets: [SettingTarget], spelling: KeySpelling) -> String {
        let names = targets.map { spelling(description(of: $0).qualifiedName) }
        return "several groups have this key; write \(Quoting.alternatives(names))"
    }

    /// Says what to write instead of a group's name alone.
    func groupMessage(_ group: Int, typed: String, spelling: KeySpelling) -> String {
        let example = groups[group].settings.first?.key ?? "key"
        switch spelling {
        case .flag: return "is a group of settings; write \(spelling("\(typed).\(example)")) and so on"
        case .file: return "is a group of settings; write its keys indented below it, such as \(example)"
        }
    }

    private func lookUp(_ key: String, inGroup name: String, spelling: KeySpelling) -> KeyLookup {
        guard let group = groupsByName[name] else {
            return .unknown(unknownGroupMessage(name, key: key, spelling: spelling))
        }
        if let index = keysInGroup[group][key] { return .found(.field(group: group, index: index)) }
        if groups[group].acceptsExtraKeys, key.wholeMatch(of: #/[A-Za-z0-9_.]+/#) != nil {
            return .found(.extra(group: group, key: key))
        }
        return .unknown(unknownMessage(key, inGroup: group, typed: name, spelling: spelling))
    }

    private func targetsInNamedGroups(_ key: String) -> [SettingTarget] {
        groups.indices.compactMap { group in
            guard groups[group].name != nil, let index = keysInGroup[group][key] else { return nil }
            return .field(group: group, index: index)
        }
    }

    private func unknownMessage(_ key: String, spelling: KeySpelling) -> String {
        if let group = groupsByName[key] { return groupMessage(group, typed: key, spelling: spelling) }
        // Bare keys first: of equally near names, the shorter way to write it wins.
        var names: [String: String] = [:]
        var order: [String] = []
        func offer(_ word: String, as name: String) {
            guard names[word] == nil else { return }
            names[word] = name
            order.append(word)
        }
        func offer(_ setting: SettingDescription) {
            for word in [setting.key] + setting.aliases {
                let isBare = setting.group == nil || targetsInNamedGroups(word).count > 1
                let name = isBare ? word : SettingDescription.qualify(word, in: setting.group)
                offer(word, as: name)
                if setting.type.isSwitch, spelling == .flag { offer("no_\(word)", as: "no-\(name)") }
            }
        }
        for setting in visibleSettings where setting.group == nil { offer(setting) }
        if spelling == .flag { offer(Self.configKey, as: Self.configKey) }
        for setting in visibleSettings where setting.group != nil { offer(setting) }
        let nearest = NearestMatch.find(key, in: order).flatMap { names[$0] }
        return unknownMessage(nearest: nearest, spelling: spelling)
    }

    private func unknownMessage(_ key: String, inGroup group: Int, typed: String, spelling: KeySpelling) -> String {
        let settings = groups[group].settings.filter { !$0.isHidden }
        let nearest = NearestMatch.find(key, in: settings.flatMap { [$0.key] + $0.aliases })
        // Who names a group means it: another group's setting would be set in vain. Only a name that stands for the
        // settings without a group may be taken for one too many.
        let elsewhere = groups[group].name == nil ? namesElsewhere(of: key) : []
        let meant = (nearest.map { ["\(typed).\($0)"] } ?? []) + elsewhere
        guard meant.isEmpty else {
            return "unknown setting; did you mean \(Quoting.alternatives(meant.map { spelling($0) }))?"
        }
        let known = settings.map(\.key).joined(separator: ", ")
        return "unknown setting; \(typed) has \(known)"
    }

    private func unknownGroupMessage(_ name: String, key: String, spelling: KeySpelling) -> String {
        if let nearest = NearestMatch.find(name, in: groupNames), let group = groupsByName[nearest] {
            if keysInGroup[group][key] != nil || groups[group].acceptsExtraKeys {
                return "unknown group of settings; did you mean \(spelling("\(nearest).\(key)"))?"
            }
            return "unknown group of settings; did you mean the group \(nearest)?"
        }
        let meant = namesElsewhere(of: key).map { spelling($0) }
        guard meant.isEmpty else {
            return "unknown group of settings; did you mean \(Quoting.alternatives(meant))?"
        }
        guard !groupNames.isEmpty else { return "unknown setting; settings here have no groups" }
        return "unknown group of settings; the groups are \(groupNames.joined(separator: ", "))"
    }

    private func unknownMessage(nearest: String?, spelling: KeySpelling) -> String {
        guard let nearest else { return "unknown setting; --help lists them all" }
        return "unknown setting; did you mean \(spelling(nearest))?"
    }

    /// Where a key exists that was looked for in the wrong group.
    private func namesElsewhere(of key: String) -> [String] {
        if let target = bareKeys[key] { return [description(of: target).qualifiedName] }
        return targetsInNamedGroups(key).map { description(of: $0).qualifiedName }
    }

    private var groupNames: [String] { groups.compactMap(\.name) }

    private var visibleSettings: [SettingDescription] { settings.filter { !$0.isHidden } }
}
