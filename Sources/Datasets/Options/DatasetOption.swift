/// One option of a data set, set with `--<data set>.<key>`: its only declaration, from which settings and help follow.
public struct DatasetOption: Sendable, Hashable {
    /// The key, in lower case with underscores.
    public let key: String
    /// The value when nobody sets it; nil means that there is none.
    public let defaultValue: String?
    /// What it means, in a sentence or two.
    public let help: String
    /// The only values allowed; empty where any text is.
    public let choices: [String]

    public init(_ key: String, default defaultValue: String?, choices: [String] = [], _ help: String) {
        self.key = key
        self.defaultValue = defaultValue
        self.choices = choices
        self.help = help
    }
}
