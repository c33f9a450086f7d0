public import Foundation

extension HubConfiguration {
    /// Reads the variables that huggingface_hub reads, under the same names.
    ///
    /// `HF_ENDPOINT`; `HF_HUB_CACHE`, else `HF_HOME/hub`, else `XDG_CACHE_HOME/huggingface/hub`, else
    /// `~/.cache/huggingface/hub`; `HF_TOKEN`, else the file `HF_TOKEN_PATH` or `HF_HOME/token`, unless
    /// `HF_HUB_DISABLE_IMPLICIT_TOKEN`; `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`; `HF_HUB_DOWNLOAD_TIMEOUT`,
    /// `HF_HUB_ETAG_TIMEOUT`; and `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`.
    ///
    /// - Throws: `HubError` for an address that is none, or a token that cannot be sent.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(HubError) {
        // An empty variable counts as one that is not set.
        let environment = environment.filter { !$0.value.isEmpty }
        func folder(_ path: String) -> String { Self.expanded(path, environment) }
        let caches = environment["XDG_CACHE_HOME"] ?? "~/.cache"
        let home = folder(environment["HF_HOME"] ?? "\(caches)/huggingface")
        self.init(
            cacheFolder: folder(
                environment["HF_HUB_CACHE"] ?? environment["HUGGINGFACE_HUB_CACHE"] ?? "\(home)/hub"),
            endpoint: try Self.endpoint(environment["HF_ENDPOINT"]),
            isOffline: Self.isTrue(environment["HF_HUB_OFFLINE"] ?? environment["TRANSFORMERS_OFFLINE"]))
        try readToken(environment, file: folder(environment["HF_TOKEN_PATH"] ?? "\(home)/token"))
        if let seconds = environment["HF_HUB_DOWNLOAD_TIMEOUT"].flatMap(Double.init), seconds > 0 {
            readTimeout = seconds
        }
        if let seconds = environment["HF_HUB_ETAG_TIMEOUT"].flatMap(Double.init), seconds > 0 {
            connectTimeout = seconds
        }
        proxies = ProxyEnvironment(environment)
    }

    private mutating func readToken(_ environment: [String: String], file: String) throws(HubError) {
        var found: String?
        if let name = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"].first(where: { environment[$0] != nil }) {
            found = environment[name]
            tokenOrigin = name
        } else if !Self.isTrue(environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"]) {
            found = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
            tokenOrigin = file
        }
        guard let text = found?.filter({ !$0.isNewline }).trimmingCharacters(in: .whitespaces), !text.isEmpty else {
            return
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw HubError(
                .invalidName, "the token in \(tokenOrigin) holds blanks or characters that no token has",
                cure: "copy it again from \(Self.publicEndpoint)/settings/tokens")
        }
        token = text
    }

    private static func endpoint(_ text: String?) throws(HubError) -> String {
        var endpoint = text ?? publicEndpoint
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        guard let origin = Origin(endpoint), ["http", "https"].contains(origin.scheme), !endpoint.contains("?") else {
            throw HubError(
                .invalidName, "HF_ENDPOINT is '\(endpoint)', which is no address",
                cure: "write it like \(publicEndpoint), or leave it out")
        }
        return endpoint
    }

    /// With `~` and `$NAME` replaced, as Python does with these variables.
    private static func expanded(_ path: String, _ environment: [String: String]) -> String {
        var path = path
        let home = environment["HOME"] ?? NSHomeDirectory()
        if path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
        let names = #/\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/#
        return path.replacing(names) { match in
            environment[String(match.output.1 ?? match.output.2 ?? "")] ?? String(match.output.0)
        }
    }

    static func isTrue(_ text: String?) -> Bool {
        ["1", "on", "yes", "true"].contains(text?.lowercased() ?? "")
    }
}
