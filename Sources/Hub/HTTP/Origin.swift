import Foundation

/// Scheme, host and port of an address: what decides whether two addresses are the same server.
struct Origin: Hashable {
    let scheme: String
    let host: String
    let port: Int

    init?(_ address: String) {
        guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty
        else { return nil }
        self.scheme = scheme
        self.host = host
        port = parts.port ?? (scheme == "https" ? 443 : 80)
    }

    /// Whether nobody between here and there can read along.
    var isPrivate: Bool {
        scheme == "https" || host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
    }
}
