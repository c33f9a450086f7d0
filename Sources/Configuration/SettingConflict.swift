/// A value that is right by itself and wrong beside the others of its group.
public struct SettingConflict: Sendable, Equatable {
    /// The key that is best changed; the message is reported at the place where it was set.
    public let key: String
    /// What is wrong and what would be right.
    public let message: String

    /// Creates a conflict.
    public init(_ key: String, _ message: String) {
        self.key = key
        self.message = message
    }
}
