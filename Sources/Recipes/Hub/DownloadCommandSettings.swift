public import Configuration
import Datasets

/// Everything `llama-recipes download` can be told.
public struct DownloadCommandSettings: Sendable, Equatable {
    public var download = DownloadSettings()
    /// The options of the data set that `download.name` names.
    public var dataset = DatasetSettings()
    public var output = OutputSettings()

    public init() {}

    public var schema: SettingsSchema {
        get throws(ConfigurationError) {
            try SettingsSchema(
                [SchemaGroup(DownloadSettings.self, defaults: download)]
                    + DatasetSettings.sourceGroups(selected: download.name, dataset) + [
                        SchemaGroup(OutputSettings.self, defaults: output)
                    ])
        }
    }

    public init(_ resolved: ResolvedSettings) throws {
        download = try resolved.value(of: DownloadSettings.self)
        output = try resolved.value(of: OutputSettings.self)
        if let name = download.name, DatasetSettings.sourceNames.contains(name) {
            dataset = try resolved.value(of: DatasetSettings.self, group: name)
        }
    }
}
