/// Why something could not be fetched from the Hub: one line that names repository, file and cure.
public struct HubError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Sorts errors for callers that can do something about some of them.
    public enum Kind: Sendable, Equatable {
        /// A repository, revision or setting that cannot be one.
        case invalidName
        /// No such repository, or none that this account may see.
        case repositoryNotFound
        case revisionNotFound
        case fileNotFound
        /// The repository asks for a token, or for its licence to be accepted.
        case accessDenied
        case rateLimited
        /// The server answered with an error of its own, or with something that is no answer.
        case serverFailed
        /// No connection, or one that broke again and again.
        case unreachable
        /// Not in the cache, and nothing may be fetched.
        case notCached
        /// Bytes that are not those the listing promised.
        case damaged
        /// A name that would be written outside of the cache.
        case unsafeName
        /// The cache cannot be read or written.
        case cacheFailed
    }

    public let kind: Kind
    /// What is wrong, beginning with the repository or file.
    public let problem: String
    /// What the user can do.
    public let cure: String

    public init(_ kind: Kind, _ problem: String, cure: String) {
        self.kind = kind
        self.problem = problem
        self.cure = cure
    }

    /// One line; names that come from elsewhere may hold line breaks.
    public var description: String {
        String("\(problem); \(cure)".map { $0.isNewline || $0 == "\0" ? " " : $0 })
    }
}
