import Foundation
import Hub
import HubServer
import TestFolders
import Testing

@Suite("who may read what")
struct AccessTests {
    private static let token = "hf_secretsecret"

    private static func published(_ access: LoopbackHub.Access) throws -> (Bench, HubRepository) {
        let bench = try Bench()
        bench.server.publish(["config.json": [1], "model.safetensors": LoopbackHub.content(1000)], to: "owner/name")
        bench.server.restrict("owner/name", to: access)
        return (bench, try HubRepository("owner/name", .model))
    }

    @Test("a private repository opens with its token only")
    func privateRepository() throws {
        let (bench, repository) = try Self.published(.isPrivate(token: Self.token))
        let without = try #require(hubError { _ = try bench.client().snapshot(of: repository) })
        #expect(without.kind == .repositoryNotFound)
        #expect(without.cure.contains("HF_TOKEN") && without.cure.contains("/settings/tokens"), "\(without)")
        let wrong = try #require(hubError { _ = try bench.client { $0.token = "hf_other" }.snapshot(of: repository) })
        #expect(wrong.kind == .repositoryNotFound)
        #expect(wrong.cure.contains("HF_TOKEN"), "\(wrong)")
        let snapshot = try bench.client { $0.token = Self.token }.snapshot(of: repository)
        #expect(snapshot.fetched == 2)
    }

    @Test("a gate names the page where the licence is accepted", arguments: [nil, token])
    func gated(_ token: String?) throws {
        let (bench, repository) = try Self.published(.gated)
        let error = try #require(hubError { _ = try bench.client { $0.token = token }.snapshot(of: repository) })
        #expect(error.kind == .accessDenied)
        #expect(error.cure.contains("\(bench.server.endpoint)/owner/name"), "\(error)")
        #expect(error.cure.contains("HF_TOKEN"))
    }

    @Test("403 for another reason says that the account may not")
    func forbidden() throws {
        let (bench, repository) = try Self.published(.open)
        bench.server.spoil("/resolve/", .status(403))
        let error = try #require(hubError { _ = try bench.client().snapshot(of: repository) })
        #expect(error.kind == .accessDenied)
        #expect(error.description.contains("403"))
    }

    @Test("a name that is not there, and one that is of the other kind")
    func unknown() throws {
        let (bench, _) = try Self.published(.open)
        let none = try #require(
            hubError { _ = try bench.client().snapshot(of: HubRepository("owner/nmae", .model)) })
        #expect(none.kind == .repositoryNotFound)
        #expect(none.description.contains("owner/nmae") && none.description.contains("spelling"), "\(none)")
        let other = try #require(
            hubError { _ = try bench.client().snapshot(of: HubRepository("owner/name", .dataset)) })
        #expect(other.cure.contains("--repo_type model"), "\(other)")
    }

    @Test("a revision that is not there: the ones that are")
    func unknownRevision() throws {
        let (bench, repository) = try Self.published(.open)
        bench.server.publish(["a": [1]], to: "owner/name", as: "v2")
        let error = try #require(
            hubError { _ = try bench.client().snapshot(of: repository, revision: HubRevision("v3")) })
        #expect(error.kind == .revisionNotFound)
        #expect(error.cure == "it has main, v2", "\(error)")
    }

    @Test("the token goes to the endpoint and not to the storage host")
    func tokenStays() throws {
        let (bench, repository) = try Self.published(.isPrivate(token: Self.token))
        _ = try bench.client { $0.token = Self.token }.snapshot(of: repository)
        let (hub, storage) = (
            bench.server.requests.filter { $0.host == .hub }, bench.server.requests.filter { $0.host == .storage }
        )
        #expect(storage.count == 1)
        #expect(hub.allSatisfy { $0.authorization == "Bearer \(Self.token)" })
        #expect(storage.allSatisfy { $0.authorization == nil })
    }

    @Test("nor to another host that the API redirects to, nor to another port of the same one")
    func tokenStaysOnRedirects() throws {
        let (bench, repository) = try Self.published(.open)
        let other = try LoopbackHub()
        other.publish(["config.json": [1], "model.safetensors": LoopbackHub.content(1000)], to: "owner/name")
        for endpoint in [other.endpoint, other.endpoint.replacing("127.0.0.1", with: "localhost")] {
            bench.server.spoil("/revision/", .redirect(to: "\(endpoint)/api/models/owner/name/revision/main"))
            _ = try bench.client { $0.token = Self.token }.tree(of: repository)
        }
        #expect(other.requests.count == 2)
        #expect(other.requests.allSatisfy { $0.authorization == nil })
    }

    @Test("nor over an unencrypted connection to another machine")
    func tokenNeedsEncryption() throws {
        let (bench, repository) = try Self.published(.isPrivate(token: Self.token))
        // An address that leads here and is none of those that are known to.
        let endpoint = bench.server.endpoint.replacing("127.0.0.1", with: "0.0.0.0")
        let client = bench.client {
            $0.token = Self.token
            $0.endpoint = endpoint
        }
        let error = try #require(hubError { _ = try client.snapshot(of: repository) })
        #expect(error.description.contains("not encrypted"), "\(error)")
        #expect(!bench.server.requests.isEmpty)
        #expect(bench.server.requests.allSatisfy { $0.authorization == nil })
    }

    @Test("redirects that go round, and ones to what is no address")
    func redirects() throws {
        let (bench, repository) = try Self.published(.open)
        bench.server.spoil(
            "/revision/", .redirect(to: "\(bench.server.endpoint)/api/models/owner/name/revision/main"), times: 100)
        let round = try #require(hubError { _ = try bench.client().snapshot(of: repository) })
        #expect(round.description.contains("redirects"), "\(round)")
        #expect(bench.server.requests.count == 11)
        bench.server.mend()
        bench.server.spoil("/revision/", .redirect(to: "file:///etc/passwd"))
        #expect(hubError { _ = try bench.client().snapshot(of: repository) }?.kind == .serverFailed)
    }

    @Test("a page of a listing that another host is to have is asked for at the endpoint")
    func mirroredPages() throws {
        let (bench, repository) = try Self.published(.open)
        bench.server.setPageLength(1)
        bench.server.setListingEndpoint("https://huggingface.co")
        #expect(try bench.client().tree(of: repository).files.count == 2)
    }

    @Test("a proxy is used, but not for the hosts of no_proxy")
    func proxy() throws {
        let (bench, repository) = try Self.published(.open)
        let proxy = try TunnelProxy(to: bench.server.endpoint, in: bench.scratch)
        var environment = [
            "HF_ENDPOINT": "http://hub.invalid", "HTTP_PROXY": proxy.address, "HF_HUB_CACHE": bench.cache,
        ]
        var configuration = try HubConfiguration(environment: environment)
        #expect(try HubClient(configuration).tree(of: repository).files.count == 2)
        #expect(bench.server.requests.allSatisfy { $0.hostHeader == "hub.invalid" })
        environment["no_proxy"] = "example.org,.invalid"
        configuration = try HubConfiguration(environment: environment)
        configuration.attempts = 1
        configuration.connectTimeout = 1
        bench.server.forgetRequests()
        let error = hubError {
            _ = try HubClient(configuration).snapshot(of: repository, revision: HubRevision("v1"))
        }
        #expect(error?.kind == .unreachable)
        #expect(bench.server.requests.isEmpty)
    }
}
