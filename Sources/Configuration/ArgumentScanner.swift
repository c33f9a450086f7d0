/// Turns the words of a command line into assignments; it knows names and kinds, and decodes no values.
struct ArgumentScanner {
    private let schema: SettingsSchema
    private let words: [String]
    private var positional: String?
    private var next = 0
    private var lastSetting: SettingDescription?

    private(set) var assignments: [SettingAssignment] = []
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var configPath: String?

    /// - Parameter positional: the key that a word which belongs to no option is the value of.
    init(_ words: [String], schema: SettingsSchema, positional: String? = nil) {
        self.words = words
        self.positional = positional
        self.schema = schema
        while next < words.count {
            let word = words[next]
            next += 1
            if Self.isOption(word) {
                scanOption(word)
            } else {
                scanStray(word)
            }
        }
    }

    /// Values that begin with two hyphens are written `--key=value`.
    static func isOption(_ word: String) -> Bool {
        word.hasPrefix("--") && word != "--"
    }

    private mutating func scanOption(_ word: String) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let typed = String(parts[0])
        let inline = parts.count > 1 ? String(parts[1]) : nil
        let key = SettingsSchema.normalized(String(typed.dropFirst(2)))
        lastSetting = nil

        if key == SettingsSchema.configKey { return scanConfig(typed, inline: inline) }
        if key == SettingsSchema.helpKey {
            return report(typed, "shows the settings; give it without any others")
        }
        switch schema.lookUp(key, spelling: .flag) {
        case .found(let target):
            assign([target], typed: typed, inline: inline)
        case .shared(let targets):
            assign(targets, typed: typed, inline: inline)
        case .unknown(let message):
            if let targets = negatedTargets(key) {
                assignNegated(targets, typed: typed, inline: inline)
            } else {
                report(typed, message)
                // The value of an unknown key is no problem of its own.
                if inline == nil { _ = takeValue() }
            }
        }
    }

    private mutating func assign(_ targets: [SettingTarget], typed: String, inline: String?) {
        let setting = schema.description(of: targets[0])
        let isExtra = if case .extra = targets[0] { true } else { false }
        lastSetting = setting
        let isSwitch = targets.allSatisfy { schema.description(of: $0).type.isSwitch }
        if let text = inline ?? (isSwitch && nextIsPositional ? nil : takeValue()) {
            add(targets, .plain(text), typed: typed)
        } else if isExtra || isSwitch {
            add(targets, .plain(isExtra ? "True" : "true"), typed: typed)
        } else {
            report(typed, "needs a value: \(typed) \(setting.placeholder)\(hintForHyphens(typed))")
        }
    }

    private mutating func assignNegated(_ targets: [SettingTarget], typed: String, inline: String?) {
        let setting = schema.description(of: targets[0])
        guard setting.type.isSwitch else {
            if inline == nil { _ = takeValue() }
            return report(
                typed, "only switches can be negated; write --\(setting.qualifiedName) \(setting.placeholder)")
        }
        if let inline { return report(typed, "takes no value, found \(Quoting.quoted(inline))") }
        if next < words.count, Bool(settingWord: words[next]) != nil {
            report(typed, "takes no value, found \(Quoting.quoted(words[next]))")
            next += 1
            return
        }
        add(targets, .plain("false"), typed: typed)
    }

    private mutating func scanConfig(_ typed: String, inline: String?) {
        guard let path = inline ?? takeValue(), !path.isEmpty else {
            return report(typed, "needs a file: \(typed) run.yaml")
        }
        if let configPath, configPath != path {
            return report(typed, "is given twice, with \(Quoting.quoted(configPath)) and \(Quoting.quoted(path))")
        }
        configPath = path
    }

    /// `no-shuffle`, `no_shuffle`, `noshuffle`, and the same before or after the group's dot.
    private func negatedTargets(_ key: String) -> [SettingTarget]? {
        let dot = key.lastIndex(of: ".").map { key.index(after: $0) } ?? key.startIndex
        var keys: [(positive: String, mustBeSwitch: Bool)] = []
        for start in dot == key.startIndex ? [dot] : [key.startIndex, dot] {
            let (group, name) = (key[..<start], key[start...])
            for (prefix, mustBeSwitch) in [("no_", false), ("no", true)] where name.hasPrefix(prefix) {
                keys.append((String(group + name.dropFirst(prefix.count)), mustBeSwitch))
            }
        }
        for (positive, mustBeSwitch) in keys {
            let targets: [SettingTarget]
            switch schema.lookUp(positive, spelling: .flag) {
            case .found(.field(let group, let index)): targets = [.field(group: group, index: index)]
            case .shared(let shared): targets = shared
            case .found(.extra), .unknown: continue
            }
            // "notes" is no negation of a number called "tes".
            if !mustBeSwitch || targets.allSatisfy({ schema.description(of: $0).type.isSwitch }) { return targets }
        }
        return nil
    }

    private mutating func takeValue() -> String? {
        guard next < words.count, !Self.isOption(words[next]), words[next] != "--" else { return nil }
        next += 1
        return words[next - 1]
    }

    /// Whether the next word stands alone, where it could also be a switch's value.
    private var nextIsPositional: Bool {
        positional != nil && next < words.count && Bool(settingWord: words[next]) == nil
    }

    private func hintForHyphens(_ typed: String) -> String {
        guard next < words.count, Self.isOption(words[next]) else { return "" }
        let name = words[next].prefix { $0 != "=" }
        let key = SettingsSchema.normalized(String(name.dropFirst(2)))
        guard case .unknown = schema.lookUp(key, spelling: .flag), negatedTargets(key) == nil else { return "" }
        return " (for a value that begins with hyphens, write \(typed)=\(words[next]))"
    }

    private mutating func scanStray(_ word: String) {
        if let key = positional, !word.hasPrefix("-"), case .found(let target) = schema.lookUp(key, spelling: .flag) {
            positional = nil
            return add([target], .plain(word), typed: word)
        }
        let name = word.prefix { $0 != "=" }.drop { $0 == "-" }
        let key = SettingsSchema.normalized(String(name))
        let isKnown = if case .unknown = schema.lookUp(key, spelling: .flag) { false } else { true }
        let message: String
        if isKnown, word.contains("=") || word.hasPrefix("-") {
            message = "unexpected word; did you mean --\(word.drop { $0 == "-" })?"
        } else if let lastSetting, lastSetting.type.isList {
            message = "unexpected word; several values are written --\(lastSetting.qualifiedName) [a,b]"
        } else if isKnown {
            message = "unexpected word; did you mean --\(name)?"
        } else {
            message = "unexpected word; settings are written --key value"
        }
        report(Quoting.quoted(word), message)
        // The value that goes with a key typed without hyphens is no problem of its own.
        if isKnown, !word.contains("=") { _ = takeValue() }
    }

    private mutating func add(_ targets: [SettingTarget], _ literal: SettingLiteral, typed: String) {
        assignments.append(
            SettingAssignment(targets: targets, literal: literal, origin: .flag(typed), place: typed))
    }

    private mutating func report(_ place: String, _ message: String) {
        problems.append(ConfigurationProblem(place: Quoting.shortened(place, to: 200), message: message))
    }
}
