public import Configuration
import Datasets

/// The settings of one data set: the group `--<data set>.<key>`, the same for every registered name.
public struct DatasetSettings: SettingsGroup, Equatable {
    public var dataPath: String?
    public var trainSplit: String?
    public var testSplit: String?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field(
            "data_path", \.dataPath, "Its files: a folder with one file per split, or a single file.",
            placeholder: "PATH"),
        Field("train_split", \.trainSplit, "Split, or file, to train on.", placeholder: "NAME"),
        Field("test_split", \.testSplit, "Split, or file, to validate on.", placeholder: "NAME"),
    ]

    /// One group per registered data set; keys given bare belong to the one that `--dataset` names.
    static func schemaGroups(selected: String, _ settings: DatasetSettings) -> [SchemaGroup] {
        DatasetRegistry.standard.names.map { name in
            SchemaGroup(
                DatasetSettings.self, name: name, title: "Data set \(name)",
                defaults: name == selected ? settings : DatasetSettings(),
                selectedBy: GroupSelector(key: "dataset", value: name))
        }
    }
}
