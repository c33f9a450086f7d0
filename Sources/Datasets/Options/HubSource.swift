/// Where a data set is published on the Hugging Face Hub.
///
/// A copy of the repository (or of the named folder of it) is what `data_path` accepts.
public struct HubSource: Sendable, Hashable {
    /// `owner/name`.
    public let repository: String
    /// Branch, tag or commit.
    public let revision: String
    /// The folder of the files that the options ask for; `{key}` stands for the value of an option, "" for the root.
    public let folder: String
    /// The folders of values whose folder has another name.
    public let folderNames: [String: String]
    /// The published split that a split is made of, where that has another name.
    public let publishedSplits: [String: String]

    public init(
        _ repository: String, revision: String = "main", folder: String = "", folderNames: [String: String] = [:],
        publishedSplits: [String: String] = [:]
    ) {
        self.repository = repository
        self.revision = revision
        self.folder = folder
        self.folderNames = folderNames
        self.publishedSplits = publishedSplits
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
            let value = value(String(pieces[0])) ?? ""
            parts.append((folderNames[value] ?? value) + pieces[1])
        }
        return parts.joined()
    }

    /// The name under which a split is published.
    public func published(_ split: String) -> String {
        SplitFile.synonyms(of: split).lazy.compactMap { publishedSplits[$0] }.first ?? split
    }
}
