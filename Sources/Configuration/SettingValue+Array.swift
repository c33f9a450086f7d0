extension Array: SettingValue where Element: SettingValue {
    public static var settingType: SettingType {
        let element = Element.settingType
        let plural = element.choices.isEmpty && !element.isSwitch ? "s" : ""
        return SettingType(
            name: "list of \(element.name)\(plural)", placeholder: "[\(element.placeholder),…]",
            choices: element.choices,
            isList: true)
    }

    /// Takes a YAML list, or one text in any form of ``ListText``.
    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        let items: [SettingLiteral]
        switch literal {
        case .list(let list): items = list
        case .plain(let text), .quoted(let text): items = try ListText.items(of: text)
        case .null: throw SettingMismatch("has no value; it takes a list ([] for an empty one)")
        }
        self = []
        for (index, item) in items.enumerated() {
            do {
                append(try Element(setting: item))
            } catch {
                throw SettingMismatch("item \(index + 1): \(error)")
            }
        }
    }

    public var setting: SettingLiteral { .list(map(\.setting)) }
}
