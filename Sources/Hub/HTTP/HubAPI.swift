import Foundation
import ModelFiles
import NIOHTTP1

/// Asks the Hub about repositories: which commit a revision is, and which files a commit has.
struct HubAPI: Sendable {
    let configuration: HubConfiguration
    let transport: Transport

    /// The commit that a revision stands for now.
    func commit(of repository: HubRepository, _ revision: HubRevision) async throws -> String {
        let (info, _) = try await json(
            "\(api(repository))/revision/\(Self.quoted(revision.name, keepsSlashes: false))", repository, revision)
        guard let commit = info["sha"]?.stringValue, HubRevision.isCommit(commit) else {
            throw HubError(
                .serverFailed, "\(configuration.endpoint): names no commit for \(repository) at \(revision)",
                cure: "check that HF_ENDPOINT is a Hub")
        }
        return commit
    }

    /// All files of a commit, page by page.
    func tree(of repository: HubRepository, commit: String) async throws -> HubTree {
        var files: [HubFile] = []
        var next: String? = "\(api(repository))/tree/\(commit)?recursive=true&expand=false"
        var seen: Set<String> = []
        while let address = next {
            guard seen.insert(address).inserted, seen.count <= Self.mostPages else {
                throw HubError(
                    .serverFailed, "\(address): the listing of \(repository) does not come to an end",
                    cure: "check that HF_ENDPOINT is a Hub")
            }
            let (page, answer) = try await json(address, repository, HubRevision(commit))
            guard let entries = page.arrayValue else {
                throw HubError(
                    .serverFailed, "\(address): is no listing of files", cure: "check that HF_ENDPOINT is a Hub")
            }
            files += try HubTree.files(entries, origin: "\(repository) at \(commit)")
            next = answer.headers.first(name: "link").flatMap(Self.nextPage).flatMap(here)
        }
        return HubTree(commit: commit, files: files)
    }

    /// The names of branches and tags, for messages; nil when they cannot be told.
    func references(of repository: HubRepository) async -> [String]? {
        guard let (value, _) = try? await json("\(api(repository))/refs", repository, .main) else { return nil }
        return ["branches", "tags"].flatMap { kind in
            (value[kind]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        }
    }

    /// Where the content of a file is.
    func address(of file: HubFile, in repository: HubRepository, commit: String) -> String {
        let folder = repository.kind == .dataset ? "datasets/" : ""
        return "\(configuration.endpoint)/\(folder)\(repository)/resolve/\(commit)/"
            + Self.quoted(file.path, keepsSlashes: true)
    }

    /// Everything but unreserved characters as `%XX`.
    static func quoted(_ text: String, keepsSlashes: Bool) -> String {
        var quoted = ""
        for byte in text.utf8 {
            let isKept = byte.isLetterOrDigit || Set("-._~".utf8).contains(byte)
            if isKept || (keepsSlashes && byte == UInt8(ascii: "/")) {
                quoted.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                quoted += String(format: "%%%02X", byte)
            }
        }
        return quoted
    }

    private func api(_ repository: HubRepository) -> String {
        "\(configuration.endpoint)/api/\(repository.kind)s/\(repository)"
    }

    /// Gets JSON, with as many attempts as are allowed.
    private func json(
        _ address: String, _ repository: HubRepository, _ revision: HubRevision
    ) async throws -> (JSONValue, Answer) {
        var retry = Retry(configuration)
        while true {
            do {
                let answer = try await transport.get(address)
                guard answer.status == 200 else {
                    let problem = AnswerProblem(configuration, repository, revision, transport).error(answer)
                    guard Retry.isTransient(answer.status) else { throw problem }
                    try await retry.wait(after: problem, asked: Retry.wait(asked: answer))
                    continue
                }
                guard !answer.isWebPage else { throw AnswerProblem.webPage(answer.address) }
                return (try Self.parsed(try await answer.data(upTo: Self.mostBytes), address), answer)
            } catch {
                guard let problem = Retry.problem(error, address: address) else { throw error }
                try await retry.wait(after: problem)
            }
        }
    }

    private static func parsed(_ bytes: [UInt8], _ address: String) throws -> JSONValue {
        do {
            return try bytes.withUnsafeBytes { try JSONValue(parsing: $0, origin: address) }
        } catch {
            throw HubError(.serverFailed, "\(address): is no JSON", cure: "check that HF_ENDPOINT is a Hub")
        }
    }

    /// The address with `rel="next"` in a `Link` header.
    static func nextPage(_ link: String) -> String? {
        for match in link.matches(of: #/<([^>]*)>([^<]*)/#) where match.output.2.contains(#/rel="?next"?/#) {
            return String(match.output.1)
        }
        return nil
    }

    /// The same page at the endpoint in use: a mirror may hand on addresses of the Hub it copies.
    private func here(_ address: String) -> String? {
        guard let parts = URLComponents(string: address),
            let endpoint = URLComponents(string: configuration.endpoint)
        else { return nil }
        var page = endpoint
        page.percentEncodedPath = parts.percentEncodedPath
        page.percentEncodedQuery = parts.percentEncodedQuery
        return page.string
    }

    private static let mostPages = 10_000
    private static let mostBytes = 64 << 20
}
