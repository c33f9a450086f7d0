extension String: SettingValue {
    public static var settingType: SettingType { SettingType(name: "text", placeholder: "TEXT") }

    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        switch literal {
        case .plain(let text), .quoted(let text): self = text
        case .null: throw SettingMismatch("has no value; it takes text (\"\" for empty text)")
        case .list: throw .kind(literal, expected: "text")
        }
    }

    public var setting: SettingLiteral { .quoted(self) }
}

extension Bool: SettingValue {
    public static var settingType: SettingType {
        SettingType(name: "True or False", placeholder: "True|False", isSwitch: true)
    }

    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        let text = try literal.word(expected: "True or False")
        guard let value = Bool(settingWord: text) else {
            throw SettingMismatch("\(Quoting.quoted(text)) is not True or False")
        }
        self = value
    }

    /// Reads the words that Python, YAML and shells use for a truth value; nil for any other word.
    init?(settingWord word: String) {
        switch word.lowercased() {
        case "true", "1", "yes", "on", "t", "y": self = true
        case "false", "0", "no", "off", "f", "n": self = false
        default: return nil
        }
    }

    public var setting: SettingLiteral { .plain(self ? "true" : "false") }
}

extension SettingLiteral {
    /// The one word of a scalar.
    func word(expected: String) throws(SettingMismatch) -> String {
        switch self {
        case .plain(let text), .quoted(let text): return text
        case .null, .list: throw .kind(self, expected: expected)
        }
    }
}
