import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends requests to the Hub and follows its redirects; decides who gets to see the token.
struct Transport: Sendable {
    private let configuration: HubConfiguration
    private let endpoint: Origin?
    private let clients: [ProxyEnvironment.Server?: HTTPClient]

    init(_ configuration: HubConfiguration) {
        self.configuration = configuration
        endpoint = Origin(configuration.endpoint)
        var clients: [ProxyEnvironment.Server?: HTTPClient] = [:]
        let proxies = ["http", "https"].map { Origin("\($0)://hub.invalid").flatMap(configuration.proxies.server) }
        for proxy in proxies + [nil] where clients[proxy] == nil {
            clients[proxy] = HTTPClient(
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
                configuration: Self.client(configuration, proxy: proxy))
        }
        self.clients = clients
    }

    private static func client(
        _ configuration: HubConfiguration, proxy: ProxyEnvironment.Server?
    ) -> HTTPClient.Configuration {
        var client = HTTPClient.Configuration(
            // Redirects are followed here, where it is known which host may have the token.
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .milliseconds(Int64(configuration.connectTimeout * 1000)),
                read: .milliseconds(Int64(configuration.readTimeout * 1000))))
        // Attempts are counted here too.
        client.connectionPool.retryConnectionEstablishment = false
        if let proxy {
            let authorization = proxy.user.map {
                HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "")
            }
            client.proxy = .server(host: proxy.host, port: proxy.port, authorization: authorization)
        }
        return client
    }

    func shutdown() async {
        // What is still open belongs to downloads that ended with an error of their own.
        for client in clients.values { try? await client.shutdown() }
    }

    /// One request, with its redirects, and no second attempt.
    ///
    /// - Parameter start: asks for the bytes from there on only.
    /// - Throws: what the connection throws, or `HubError` for redirects that are not followed.
    func get(_ address: String, from start: Int = 0) async throws -> Answer {
        var address = address
        var endpointHeaders: HTTPHeaders?
        for _ in 0...Self.mostRedirects {
            let response = try await send(address, from: start)
            let isFromEndpoint = Origin(address) == endpoint
            if isFromEndpoint || endpointHeaders == nil { endpointHeaders = response.headers }
            let status = Int(response.status.code)
            guard Self.redirects.contains(status), let location = response.headers.first(name: "location") else {
                return Answer(
                    status: status, headers: response.headers, endpointHeaders: endpointHeaders ?? response.headers,
                    address: address, body: response.body)
            }
            address = try target(of: location, from: address)
        }
        throw HubError(
            .serverFailed, "\(address): more than \(Self.mostRedirects) redirects in a row",
            cure: "check HF_ENDPOINT and the proxy")
    }

    private func send(_ address: String, from start: Int) async throws -> HTTPClientResponse {
        guard let origin = Origin(address) else {
            throw HubError(.serverFailed, "\(address): is no address", cure: "check HF_ENDPOINT")
        }
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "user-agent", value: "llama-recipes/0.1.0")
        // Sizes and ranges are those of the content itself.
        request.headers.add(name: "accept-encoding", value: "identity")
        if start > 0 { request.headers.add(name: "range", value: "bytes=\(start)-") }
        if let token = configuration.token, sendsToken(to: origin) {
            request.headers.add(name: "authorization", value: "Bearer \(token)")
        }
        guard let client = clients[configuration.proxies.server(for: origin)] ?? clients[nil] else {
            throw HubError(.unreachable, "\(address): no client", cure: "check the proxy variables")
        }
        return try await client.execute(request, deadline: .distantFuture)
    }

    /// The token is for the endpoint alone, and for it only where nobody reads along.
    func sendsToken(to origin: Origin) -> Bool { origin == endpoint && origin.isPrivate }

    /// Where a redirect leads; refuses one that gives up encryption.
    private func target(of location: String, from address: String) throws -> String {
        guard let url = URL(string: location, relativeTo: URL(string: address))?.absoluteString,
            let origin = Origin(url), ["http", "https"].contains(origin.scheme)
        else {
            throw HubError(
                .serverFailed, "\(address): redirects to '\(location)', which is no address",
                cure: "check HF_ENDPOINT and the proxy")
        }
        guard origin.scheme == "https" || Origin(address)?.scheme == "http" else {
            throw HubError(
                .serverFailed, "\(address): redirects to \(origin.host) without encryption",
                cure: "check HF_ENDPOINT and the proxy; no such redirect is followed")
        }
        return url
    }

    private static let redirects: Set<Int> = [301, 302, 303, 307, 308]
    private static let mostRedirects = 10
}
