import Foundation

/// Says what an answer that is no success means, and what to do about it.
struct AnswerProblem {
    private let configuration: HubConfiguration
    private let repository: HubRepository
    private let revision: HubRevision
    private let transport: Transport

    init(
        _ configuration: HubConfiguration, _ repository: HubRepository, _ revision: HubRevision, _ transport: Transport
    ) {
        self.configuration = configuration
        self.repository = repository
        self.revision = revision
        self.transport = transport
    }

    /// - Parameter file: the file that was asked for, if it was one.
    func error(_ answer: Answer, file: String? = nil) -> HubError {
        switch answer.errorCode {
        case "RevisionNotFound":
            return HubError(
                .revisionNotFound, "\(repository): has no revision '\(revision)'",
                cure: "name a branch, a tag or a commit of it")
        case "EntryNotFound": return noFile(file)
        case "GatedRepo": return gated
        case "RepoNotFound": return answer.status == 401 ? unknownOrPrivate : unknown
        default: break
        }
        // What a storage host says is about its own links, not about the account.
        let isFromEndpoint = Origin(answer.address) == Origin(configuration.endpoint)
        switch answer.status {
        case 401 where isFromEndpoint: return unknownOrPrivate
        case 404 where isFromEndpoint: return file == nil ? unknown : noFile(file)
        case 403 where isFromEndpoint:
            return HubError(
                .accessDenied, "\(repository): this account may not read it (403)",
                cure: "open \(page) with your account and ask for access\(tokenAdvice(", then"))")
        case 429:
            let wait = Retry.wait(asked: answer).map { " for \(Int($0.rounded(.up))) seconds" } ?? ""
            return HubError(
                .rateLimited, "\(repository): the Hub takes no more requests\(wait) (429)",
                cure: "run it again after that; what was fetched is kept"
                    + (configuration.token == nil ? ", and a token (HF_TOKEN) raises the limit" : ""))
        default:
            let host = Origin(answer.address)?.host ?? answer.address
            return HubError(
                .serverFailed, "\(file ?? "\(repository)"): \(host) answers with \(answer.status)",
                cure: "run it again in a while; what was fetched is kept")
        }
    }

    private func noFile(_ file: String?) -> HubError {
        HubError(
            .fileNotFound, "\(repository): has no file \(file ?? "of that name") at \(revision)",
            cure: "look at \(page)/tree/\(revision)")
    }

    /// A page for people where data was to come.
    static func webPage(_ address: String) -> HubError {
        HubError(
            .serverFailed, "\(address): a web page came instead of data",
            cure: "a network's login page or a proxy does that; check both, and HF_ENDPOINT")
    }

    private var page: String {
        "\(configuration.endpoint)/\(repository.kind == .dataset ? "datasets/" : "")\(repository)"
    }

    private var unknown: HubError {
        HubError(
            .repositoryNotFound, "\(repository): the Hub has no \(repository.kind.noun) of that name",
            cure: "check the spelling\(tokenAdvice(", and for a private one"))")
    }

    private var unknownOrPrivate: HubError {
        let origin = Origin(configuration.endpoint)
        if configuration.token != nil, let origin, !transport.sendsToken(to: origin) {
            return HubError(
                .repositoryNotFound,
                "\(repository): asks for a token, and \(configuration.endpoint) is not encrypted, so none was sent",
                cure: "use an https address for HF_ENDPOINT")
        }
        guard configuration.token == nil else {
            return HubError(
                .repositoryNotFound,
                "\(repository): the Hub has no \(repository.kind.noun) of that name for the token from "
                    + configuration.tokenOrigin,
                cure: "check the spelling, and that the token is valid and may read it")
        }
        return HubError(
            .repositoryNotFound, "\(repository): the Hub has no public \(repository.kind.noun) of that name",
            cure: "check the spelling\(tokenAdvice(", and for a private one"))")
    }

    private var gated: HubError {
        HubError(
            .accessDenied, "\(repository): its licence must be accepted first",
            cure: "open \(page) with your account and accept it\(tokenAdvice(", then"))")
    }

    private func tokenAdvice(_ lead: String) -> String {
        configuration.token == nil
            ? "\(lead) set HF_TOKEN to a token from \(HubConfiguration.publicEndpoint)/settings/tokens"
            : "\(lead) check that the token from \(configuration.tokenOrigin) is of that account"
    }
}
