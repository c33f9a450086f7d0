/// What help, documentation and the command line need to know about the type of a setting.
public struct SettingType: Sendable, Equatable {
    /// The type in words: `whole number`, `list of text`, `True or False`.
    public var name: String
    /// Stands for the value in help: `INT`, `TEXT`, `packing|padding`.
    public var placeholder: String
    /// All values there are, where the type lists them.
    public var choices: [String]
    /// True for settings that may be given as `--flag` and `--no-flag`.
    public var isSwitch: Bool
    /// True for settings that take several values.
    public var isList: Bool

    /// The type as it reads after "takes": `a whole number`.
    var expectation: String {
        if isList { return "a \(name)" }
        return isSwitch || !choices.isEmpty || name.hasPrefix("text") ? name : "a \(name)"
    }

    /// Describes a type.
    public init(
        name: String, placeholder: String, choices: [String] = [], isSwitch: Bool = false, isList: Bool = false
    ) {
        self.name = name
        self.placeholder = placeholder
        self.choices = choices
        self.isSwitch = isSwitch
        self.isList = isList
    }
}
