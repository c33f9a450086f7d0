/// Files of one commit of a repository, as they lie in the cache.
public struct HubSnapshot: Sendable, Equatable {
    public let repository: HubRepository
    /// The commit's full name.
    public let commit: String
    /// The folder of the commit; other files of it may lie there too.
    public let folder: String
    /// The files that were asked for, in the order of the listing.
    public let files: [HubFile]
    /// How many of them had to be fetched.
    public let fetched: Int

    /// Where a file lies.
    public func path(of file: HubFile) -> String { "\(folder)/\(file.path)" }
}
