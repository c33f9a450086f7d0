extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var settingType: SettingType {
        let choices = allCases.map(\.rawValue)
        return SettingType(
            name: Quoting.alternatives(choices), placeholder: choices.joined(separator: "|"), choices: choices)
    }

    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        let choices = Self.allCases.map(\.rawValue)
        let text = try literal.word(expected: "one of \(choices.joined(separator: ", "))")
        guard let value = Self(rawValue: text) else { throw .choice(text, among: choices) }
        self = value
    }

    public var setting: SettingLiteral { .quoted(rawValue) }
}
