import NearestNames

/// Decides which assignment wins for each setting, and builds the groups.
struct SettingsResolution {
    private struct Winner {
        let literal: SettingLiteral
        let origin: SettingOrigin
        let place: String
        let layer: Int
    }

    private struct Occurrence: Hashable {
        let layer: Int
        let target: SettingTarget
    }

    private let schema: SettingsSchema
    private var problems: [ConfigurationProblem]
    private var winners: [SettingTarget: Winner] = [:]
    private var firstUses: [Occurrence: (literal: SettingLiteral, text: String)] = [:]
    private var faultyGroups: Set<Int> = []

    init(schema: SettingsSchema, problems: [ConfigurationProblem]) {
        self.schema = schema
        self.problems = problems
    }

    /// Takes in all sources, weakest first.
    mutating func add(_ layers: [[SettingAssignment]]) {
        // Shared bare keys wait until the settings that select a group are known.
        for (layer, assignments) in layers.enumerated() {
            for assignment in assignments where assignment.targets.count == 1 {
                add(assignment, target: assignment.targets[0], layer: layer)
            }
        }
        for (layer, assignments) in layers.enumerated() {
            for assignment in assignments where assignment.targets.count > 1 {
                let inUse = assignment.targets.filter { isInUse(group: $0.group) }
                if inUse.count == 1 {
                    add(assignment, target: inUse[0], layer: layer)
                } else {
                    let spelling: KeySpelling = if case .flag = assignment.origin { .flag } else { .file }
                    let message = schema.sharedMessage(assignment.targets, spelling: spelling)
                    problems.append(ConfigurationProblem(place: assignment.place, message: message))
                }
            }
        }
    }

    /// Builds the result.
    /// - Throws: ``ConfigurationError`` with everything that was found on the way.
    mutating func resolved() throws(ConfigurationError) -> ResolvedSettings {
        var values: [any SettingsGroup] = []
        var settings: [ResolvedSetting] = []
        for index in schema.groups.indices {
            settings += resolvedSettings(ofGroup: index)
            guard !faultyGroups.contains(index) else { continue }
            do {
                let value = try build(index)
                values.append(value)
                for conflict in value.conflicts() {
                    problems.append(.init(place: place(of: conflict.key, in: index), message: conflict.message))
                }
            } catch {
                problems.append(.init(place: schema.groups[index].title, message: error.description))
            }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return ResolvedSettings(schema: schema, settings: settings, values: values, notes: notes())
    }

    private mutating func add(_ assignment: SettingAssignment, target: SettingTarget, layer: Int) {
        let literal: SettingLiteral
        do {
            literal = try canonical(assignment.literal, target: target)
        } catch {
            faultyGroups.insert(target.group)
            problems.append(ConfigurationProblem(place: assignment.place, message: error.description))
            return
        }
        let occurrence = Occurrence(layer: layer, target: target)
        if let first = firstUses[occurrence] {
            if first.literal != literal {
                let message = "is given twice: \(first.text) and \(assignment.shownText); keep one of them"
                problems.append(ConfigurationProblem(place: assignment.place, message: message))
            }
            return
        }
        firstUses[occurrence] = (literal, assignment.shownText)
        if let winner = winners[target], winner.layer > layer { return }
        winners[target] = Winner(
            literal: literal, origin: assignment.origin, place: assignment.place, layer: layer)
    }

    private func canonical(
        _ literal: SettingLiteral, target: SettingTarget
    ) throws(SettingMismatch) -> SettingLiteral {
        switch target {
        case .field(let group, let index): try schema.groups[group].canonical(index, literal)
        case .extra: try String(setting: literal).setting
        }
    }

    private func isInUse(group: Int) -> Bool {
        guard let selector = schema.groups[group].selector, let target = schema.bareKeys[selector.key] else {
            return false
        }
        let literal = winners[target]?.literal ?? schema.description(of: target).defaultValue
        return literal == .quoted(selector.value) || literal == .plain(selector.value)
    }

    private func build(_ group: Int) throws(SettingMismatch) -> any SettingsGroup {
        var literals: [Int: SettingLiteral] = [:]
        var extras: [String: String] = [:]
        for (target, winner) in winners where target.group == group {
            switch target {
            case .field(_, let index): literals[index] = winner.literal
            case .extra(_, let key): extras[key] = try String(setting: winner.literal)
            }
        }
        return try schema.groups[group].build(literals, extras)
    }

    private func resolvedSettings(ofGroup index: Int) -> [ResolvedSetting] {
        let group = schema.groups[index]
        let declared = group.settings.indices.map { field in
            resolvedSetting(group.settings[field], .field(group: index, index: field))
        }
        return declared
            + extraKeys(ofGroup: index).map { key in
                resolvedSetting(group.extraSetting(key), .extra(group: index, key: key))
            }
    }

    private func resolvedSetting(_ description: SettingDescription, _ target: SettingTarget) -> ResolvedSetting {
        let winner = winners[target]
        return ResolvedSetting(
            description: description, value: winner?.literal ?? description.defaultValue,
            origin: winner?.origin ?? .standard)
    }

    private func extraKeys(ofGroup index: Int) -> [String] {
        var keys = Set(schema.groups[index].defaultExtras.keys)
        for case .extra(index, let key) in winners.keys { keys.insert(key) }
        return keys.sorted()
    }

    private func place(of key: String, in group: Int) -> String {
        if let index = schema.keysInGroup[group][key] {
            let target = SettingTarget.field(group: group, index: index)
            return winners[target]?.place ?? "--\(schema.description(of: target).qualifiedName) (not set)"
        }
        return winners[.extra(group: group, key: key)]?.place
            ?? SettingDescription.qualify(key, in: schema.groups[group].name)
    }

    /// An extra key may be a misspelt one; it is taken, and said.
    private func notes() -> [String] {
        schema.groups.indices.flatMap { index -> [String] in
            let group = schema.groups[index]
            return extraKeys(ofGroup: index).compactMap { key in
                guard let winner = winners[.extra(group: index, key: key)],
                    let nearest = NearestMatch.find(key, in: group.settings.map(\.key))
                else { return nil }
                let meant = SettingDescription.qualify(nearest, in: group.name)
                return "\(winner.place): is passed on as an extra key; did you mean \(meant)?"
            }
        }
    }
}
