/// Says which value of which setting makes a group the one in use.
///
/// Of several groups with the same key, a bare `--train_split` goes to the one in use: with `--dataset alpaca_dataset`
/// that is `alpaca_dataset.train_split`.
public struct GroupSelector: Sendable, Equatable {
    /// The key of a setting without a group.
    public let key: String
    /// The text of its value that selects the group.
    public let value: String

    /// Creates a selector: the group is in use when the setting `key` has this value.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
