import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What came back after redirects were followed.
struct Answer {
    let status: Int
    let headers: HTTPHeaders
    /// Headers of the endpoint's own answer, which on a redirect to storage are the ones that describe the file.
    let endpointHeaders: HTTPHeaders
    /// Where it came from in the end.
    let address: String
    let body: HTTPClientResponse.Body

    /// The body of a small answer.
    func data(upTo limit: Int) async throws -> [UInt8] {
        Array(buffer: try await body.collect(upTo: limit))
    }

    /// Whether it is a page for people: a login form of a network, say.
    var isWebPage: Bool {
        headers.first(name: "content-type")?.lowercased().hasPrefix("text/html") ?? false
    }

    /// The Hub's own word for what is wrong, such as `RepoNotFound`.
    var errorCode: String? { headers.first(name: "x-error-code") }

    /// The header that names the content, without quotes and without the mark of a weak one.
    static func etag(_ header: String?) -> String? {
        guard var text = header.map({ Substring($0) }) else { return nil }
        if text.hasPrefix("W/") { text = text.dropFirst(2) }
        return text.trimmingPrefix("\"").hasSuffix("\"") ? String(text.dropFirst().dropLast()) : String(text)
    }
}
