extension SettingsFile {
    /// Matches the file's keys with a schema.
    func assignments(
        in schema: SettingsSchema, problems: inout [ConfigurationProblem]
    ) -> [SettingAssignment] {
        var assignments: [SettingAssignment] = []
        for entry in entries {
            let key = SettingsSchema.normalized(entry.key)
            switch entry.value {
            case .mapping(let inner):
                guard schema.groupsByName[key] != nil else {
                    report(entry, messageForMapping(key, inner, schema: schema), into: &problems)
                    continue
                }
                for child in inner {
                    let qualified = "\(key).\(SettingsSchema.normalized(child.key))"
                    add(child, key: qualified, schema: schema, to: &assignments, problems: &problems)
                }
            case .literal(.null) where schema.groupsByName[key] != nil && schema.bareKeys[key] == nil:
                // A group with all its keys commented out.
                continue
            case .literal, .other:
                add(entry, key: key, schema: schema, to: &assignments, problems: &problems)
            }
        }
        return assignments
    }

    private func add(
        _ entry: Entry, key: String, schema: SettingsSchema, to assignments: inout [SettingAssignment],
        problems: inout [ConfigurationProblem]
    ) {
        let targets: [SettingTarget]
        switch schema.lookUp(key, spelling: .file) {
        case .found(let target): targets = [target]
        case .shared(let shared): targets = shared
        case .unknown(let message): return report(entry, message, into: &problems)
        }
        switch entry.value {
        case .literal(let literal):
            assignments.append(
                SettingAssignment(
                    targets: targets, literal: literal, origin: .file(path: name, line: entry.line),
                    place: place(of: entry)))
        case .mapping:
            report(entry, messageForKind("a mapping", targets[0], schema: schema), into: &problems)
        case .other(let kind):
            report(entry, messageForKind(kind, targets[0], schema: schema), into: &problems)
        }
    }

    private func messageForMapping(_ key: String, _ inner: [Entry], schema: SettingsSchema) -> String {
        switch schema.lookUp(key, spelling: .file) {
        case .found(let target): return messageForKind("a mapping", target, schema: schema)
        case .shared(let targets): return messageForKind("a mapping", targets[0], schema: schema)
        case .unknown: break
        }
        // Asking for the first key inside names the nearest group that has it.
        let first = inner.first.map { SettingsSchema.normalized($0.key) } ?? ""
        guard case .unknown(let message) = schema.lookUp("\(key).\(first)", spelling: .file) else {
            return "is not a group of settings"
        }
        return message
    }

    private func messageForKind(_ kind: String, _ target: SettingTarget, schema: SettingsSchema) -> String {
        "takes \(schema.description(of: target).type.expectation), not \(kind)"
    }

    private func report(_ entry: Entry, _ message: String, into problems: inout [ConfigurationProblem]) {
        problems.append(ConfigurationProblem(place: place(of: entry), message: message))
    }

    private func place(of entry: Entry) -> String { "\(name):\(entry.line): \(entry.key)" }
}
