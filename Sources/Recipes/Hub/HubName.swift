import Hub

/// A name on the Hub as `--model_name` takes it: `owner/name`, `owner/name@revision` or `owner/name/path/to/file.gguf`.
struct HubName: Equatable {
    let repository: HubRepository
    let revision: HubRevision
    /// The one file that is meant, where it is one.
    let file: String?

    /// Reads a name; nil for text that is none, such as a path that begins with `/`, `./` or `~`.
    init?(_ text: String, _ kind: HubRepository.Kind = .model) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, let repository = try? HubRepository("\(parts[0])/\(parts[1])", kind) else { return nil }
        let file = parts.count > 2 ? parts[2...].joined(separator: "/") : nil
        guard file.map({ $0.lowercased().hasSuffix(".gguf") }) ?? true else { return nil }
        // A folder of GGUF files is named like a repository, but a repository is not named like a file.
        guard file != nil || !parts[1].lowercased().hasSuffix(".gguf") else { return nil }
        guard halves.count == 1 || (try? HubRevision(halves[1])) != nil else { return nil }
        self.repository = repository
        self.file = file
        revision = halves.count == 1 ? .main : (try? HubRevision(halves[1])) ?? .main
    }
}
