/// A request as a loopback Hub got it.
public struct ServedRequest: Sendable, Equatable {
    /// Which of the two servers got it.
    public enum Host: Sendable, Equatable {
        case hub
        /// The one that large files are on.
        case storage
    }

    public let host: Host
    public let method: String
    /// As it came, with `%2F`.
    public let path: String
    public let range: String?
    public let authorization: String?
    public let hostHeader: String?
}
