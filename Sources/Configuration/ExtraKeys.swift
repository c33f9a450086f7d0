/// Says where a group keeps the keys that it does not declare, as text.
public struct ExtraKeys<Root: Sendable>: Sendable {
    let path: any WritableKeyPath<Root, [String: String]> & Sendable

    /// Keeps undeclared keys in the dictionary at this path.
    public init(_ path: any WritableKeyPath<Root, [String: String]> & Sendable) {
        self.path = path
    }
}
