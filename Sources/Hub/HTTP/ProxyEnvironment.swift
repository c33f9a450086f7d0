import Foundation

/// The proxies that the usual environment variables name, in either case of letters.
struct ProxyEnvironment: Sendable {
    struct Server: Sendable, Hashable {
        let host: String
        let port: Int
        let user: String?
        let password: String?
    }

    private let byScheme: [String: Server]
    private let exceptions: [String]

    init(_ environment: [String: String]) {
        func value(_ name: String) -> String? {
            [environment[name], environment[name.uppercased()]].compactMap { $0 }.first { !$0.isEmpty }
        }
        var byScheme: [String: Server] = [:]
        for scheme in ["http", "https"] {
            byScheme[scheme] = (value("\(scheme)_proxy") ?? value("all_proxy")).flatMap(Self.server)
        }
        self.byScheme = byScheme
        exceptions = (value("no_proxy") ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map {
            $0.lowercased()
        }
    }

    /// The proxy to ask for an address of that server; nil for none.
    func server(for origin: Origin) -> Server? {
        isException(origin) ? nil : byScheme[origin.scheme]
    }

    /// `no_proxy` names hosts, or domains whose hosts are all meant, each perhaps with a port; `*` means every host.
    private func isException(_ origin: Origin) -> Bool {
        exceptions.contains { exception in
            if exception == "*" { return true }
            let parts = exception.split(separator: ":", maxSplits: 1)
            if parts.count == 2, let port = Int(parts[1]), port != origin.port { return false }
            let domain = (parts.count == 2 ? String(parts[0]) : exception).drop { $0 == "." }
            return origin.host == domain || origin.host.hasSuffix(".\(domain)")
        }
    }

    /// `http://user:password@host:port`, or without the scheme.
    private static func server(_ text: String) -> Server? {
        guard let parts = URLComponents(string: text.contains("://") ? text : "http://\(text)"),
            let host = parts.host, !host.isEmpty
        else { return nil }
        return Server(host: host, port: parts.port ?? 80, user: parts.user, password: parts.password)
    }
}
