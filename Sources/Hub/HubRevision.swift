/// A branch, tag, commit or other reference (`refs/convert/parquet`) of a repository.
public struct HubRevision: Sendable, Hashable, CustomStringConvertible {
    public let name: String

    /// The branch that every repository has.
    public static let main = HubRevision(unchecked: "main")

    /// - Throws: `HubError` for a name that git allows for no reference, or that would leave the cache's folder.
    public init(_ name: String) throws(HubError) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe = parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && !part.hasSuffix(".") && !part.contains("..")
        }
        guard isSafe, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !Set("\\:?*[~^".utf8).contains($0) }) else {
            throw HubError(
                .invalidName, "'\(name)' is no revision", cure: "name a branch, a tag or a commit, such as main")
        }
        self.name = name
    }

    /// A commit by its full name.
    static func commit(_ name: String) -> HubRevision { HubRevision(unchecked: name) }

    private init(unchecked name: String) {
        self.name = name
    }

    public var description: String { name }

    /// Whether it is the full name of a commit, which never comes to mean another.
    public var isCommit: Bool { Self.isCommit(name) }

    static func isCommit(_ text: String) -> Bool { text.utf8.count == 40 && text.utf8.allSatisfy(\.isLowercaseHex) }
}
