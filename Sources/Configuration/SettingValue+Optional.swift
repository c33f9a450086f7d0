extension Optional: SettingValue where Wrapped: SettingValue {
    public static var settingType: SettingType {
        var type = Wrapped.settingType
        type.name += ", or None"
        return type
    }

    /// `None`, `none`, `null` and YAML's empty value are nil; quoted text in YAML never is.
    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        switch literal {
        case .null: self = nil
        case .plain(let text) where ["none", "null", "~"].contains(text.lowercased()): self = nil
        default: self = try Wrapped(setting: literal)
        }
    }

    public var setting: SettingLiteral { self?.setting ?? .null }
}
