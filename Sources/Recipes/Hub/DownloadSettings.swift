public import Configuration
import Datasets
import Hub

/// What `download` is to bring.
public struct DownloadSettings: SettingsGroup, Equatable {
    public var name: String?
    public var repoType: RepositoryType?
    public var revision: String?
    public var include: [String] = []
    public var exclude: [String] = []

    public init() {}
    public static let title = "Download"

    public static let fields: [Field<Self>] = [
        Field(
            "name", \.name,
            "What to bring: owner/name on the Hub, or one of this program's data sets: "
                + "\(DatasetSettings.sourceNames.joined(separator: ", ")). May also be given without --name.",
            placeholder: "NAME"),
        Field(
            "repo_type", \.repoType, "Kind of the repository; by default a model, or else a data set of that name."),
        Field("revision", \.revision, "Branch, tag or commit.", placeholder: "NAME"),
        Field(
            "include", \.include,
            "Only files that match one of these patterns; by default a model's own files (safetensors, configuration, "
                + "tokenizer), and all of a data set.", placeholder: "[GLOB,…]"),
        Field("exclude", \.exclude, "No files that match one of these patterns.", placeholder: "[GLOB,…]"),
    ]

    public func conflicts() -> [SettingConflict] {
        guard let name else {
            return [SettingConflict("name", "say what: llama-recipes download owner/name")]
        }
        guard DatasetRegistry.standard.about(name)?.hubSource != nil else { return [] }
        let given: [(String, Bool)] = [
            ("repo_type", repoType != nil), ("revision", revision != nil), ("include", !include.isEmpty),
            ("exclude", !exclude.isEmpty),
        ]
        return given.filter(\.1).map {
            SettingConflict($0.0, "is for repositories (owner/name); \(name) knows its own files")
        }
    }
}

/// Kinds of repository that `download` can be told.
public enum RepositoryType: String, SettingValue, CaseIterable {
    case model
    case dataset

    var kind: HubRepository.Kind { self == .model ? .model : .dataset }
}
