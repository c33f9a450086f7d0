import Foundation

/// Where the Hub and its cache are, and how patiently it is asked.
public struct HubConfiguration: Sendable {
    /// The Hub's address, without a slash at the end.
    public var endpoint: String
    /// The folder that holds one folder per repository, shared with Python's huggingface_hub.
    public var cacheFolder: String
    /// Sent to the endpoint, and to no other host.
    public var token: String?
    /// Where the token came from, for messages.
    public var tokenOrigin = "HF_TOKEN"
    /// Whether only the cache may be used.
    public var isOffline: Bool
    /// Files fetched at once.
    public var parallelFiles = 8
    /// Seconds to wait for a connection.
    public var connectTimeout = 10.0
    /// Seconds to wait for the next bytes.
    public var readTimeout = 30.0
    /// How often something is tried that fails without any new byte.
    public var attempts = 5
    /// Seconds before the second attempt; doubled for each one after that.
    public var backOff = 1.0
    /// Seconds that a server may ask to wait; beyond that the caller is told when to come back.
    public var longestWait = 300.0
    /// Programs between here and the Hub.
    var proxies = ProxyEnvironment([:])

    /// The Hub of the public.
    public static let publicEndpoint = "https://huggingface.co"

    /// Everything as huggingface_hub has it by default, except what is given.
    public init(
        cacheFolder: String, endpoint: String = HubConfiguration.publicEndpoint, token: String? = nil,
        isOffline: Bool = false
    ) {
        self.cacheFolder = cacheFolder
        self.endpoint = endpoint
        self.token = token
        self.isOffline = isOffline
    }
}
