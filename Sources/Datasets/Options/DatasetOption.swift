/// One option of a data set, set with `--<data set>.<key>`: its only declaration, from which settings and help follow.
public struct DatasetOption: Sendable, Hashable {
    /// The key, in lower case with underscores.
    public let key: String
    /// The value when nobody sets it; nil means that there is none.
    public let defaultValue: String?
    /// What values it takes.
    public let kind: DatasetOptionKind
    /// What it means, in a sentence or two.
    public let help: String

    /// The only values allowed; empty where they are not listed one by one.
    public var choices: [String] {
        if case .choice(let choices) = kind { choices } else { [] }
    }

    public init(_ key: String, _ kind: DatasetOptionKind = .text, default defaultValue: String?, _ help: String) {
        self.key = key
        self.defaultValue = defaultValue
        self.kind = kind
        self.help = help
    }
}
