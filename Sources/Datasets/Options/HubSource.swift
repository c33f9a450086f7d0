/// Where a data set is published on the Hugging Face Hub.
///
/// A copy of the repository (or of the named folder of it) is what `data_path` accepts.
public struct HubSource: Sendable, Equatable {
    /// `owner/name`.
    public let repository: String
    /// Branch, tag or commit.
    public let revision: String
    /// The folder of the files that the options ask for; `{key}` stands for the value of an option, "" for the root.
    public let folder: String

    public init(_ repository: String, revision: String = "main", folder: String = "") {
        self.repository = repository
        self.revision = revision
        self.folder = folder
    }

    /// The folder for these values of the options.
    public func folder(_ value: (_ key: String) -> String?) -> String {
        var parts: [String] = []
        for part in folder.split(separator: "{", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            guard pieces.count == 2 else {
                parts.append(String(part))
                continue
            }
            parts.append((value(String(pieces[0])) ?? "") + pieces[1])
        }
        return parts.joined()
    }
}
