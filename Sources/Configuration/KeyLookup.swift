/// One place in a schema that a value can go to.
enum SettingTarget: Hashable, Sendable {
    /// A declared setting, by its position.
    case field(group: Int, index: Int)
    /// An undeclared key of an open group.
    case extra(group: Int, key: String)

    var group: Int {
        switch self {
        case .field(let group, _), .extra(let group, _): group
        }
    }
}

/// What a key turned out to be.
enum KeyLookup: Sendable {
    /// Exactly one setting.
    case found(SettingTarget)
    /// A bare key that several groups have; which one is meant depends on the groups in use.
    case shared([SettingTarget])
    /// No setting; the message says what was probably meant.
    case unknown(String)
}

/// How keys are shown in messages: as flags or as YAML keys.
enum KeySpelling: Sendable {
    case flag
    case file

    func callAsFunction(_ key: String) -> String {
        self == .flag ? "--\(key)" : key
    }
}
