public import Configuration
import CustomDatasets
import Datasets

/// The settings of one data set: the group `--<data set>.<key>`.
///
/// Every data set has the same three, and those that its own file declares as options.
public struct DatasetSettings: SettingsGroup, Equatable {
    public var dataPath: String?
    public var trainSplit: String?
    public var testSplit: String?

    /// Values of the data set's own options, by their keys; an option that is not here has its default.
    public var options: [String: String] = [:]

    public init() {}

    public static let fields: [Field<Self>] = fields(of: nil)

    /// One group per registered data set; keys given bare belong to the one that `--dataset` names.
    static func schemaGroups(selected: String, _ settings: DatasetSettings) -> [SchemaGroup] {
        datasetNames.map { name in
            let defaults = name == selected ? settings : DatasetSettings()
            guard name != CustomDataset.name else { return customGroup(defaults) }
            let about = DatasetRegistry.standard.about(name)
            return SchemaGroup(
                DatasetSettings.self, name: name, title: "Data set \(name)",
                summary: about.map { "\($0.summary.capitalizedSentence) Licence: \($0.licence)." },
                defaults: defaults, fields: fields(of: about),
                selectedBy: GroupSelector(key: "dataset", value: name))
        }
    }

    /// Names that `--dataset` takes: the registered data sets, and that of a user's own file.
    static let datasetNames = (DatasetRegistry.standard.names + [CustomDataset.name]).sorted()

    /// The group of a user's own file, whose further keys the user makes up.
    private static func customGroup(_ defaults: DatasetSettings) -> SchemaGroup {
        SchemaGroup(
            DatasetSettings.self, name: CustomDataset.name, title: "Data set \(CustomDataset.name)",
            summary: "Samples that your own .swift or .py file makes (docs/custom-datasets.md).", defaults: defaults,
            fields: CustomDatasetOptions.all.map { $0.field } + fields(of: nil), extraKeys: ExtraKeys(\.options),
            selectedBy: GroupSelector(key: "dataset", value: CustomDataset.name))
    }

    /// Data sets that have a place on the Hub.
    static let sourceNames = DatasetRegistry.standard.names.filter {
        DatasetRegistry.standard.about($0)?.hubSource != nil
    }

    /// One group per data set whose options say which of its published files are meant.
    static func sourceGroups(selected: String?, _ settings: DatasetSettings) -> [SchemaGroup] {
        sourceNames.map { name in
            let about = DatasetRegistry.standard.about(name)
            let options = (about?.options ?? []).filter { about?.hubSource?.folder.contains("{\($0.key)}") ?? false }
            // Not given means all of them, which is no value of the option itself.
            let fields = options.map { option in
                Field<Self>(
                    option.key, \.[OptionKey<String?>(option.key, standard: nil)],
                    "\(option.help) By default all of them.", choices: option.choices)
            }
            return SchemaGroup(
                DatasetSettings.self, name: name, title: "Data set \(name)",
                summary: about.map { "From \($0.hubSource?.repository ?? "") on the Hub. Licence: \($0.licence)." },
                defaults: name == selected ? settings : DatasetSettings(), fields: fields,
                selectedBy: GroupSelector(key: "name", value: name))
        }
    }

    /// The fields of a data set's group; its options are declared in its own file and nowhere else.
    private static func fields(of about: DatasetDescription?) -> [Field<Self>] {
        [
            Field(
                "data_path", \.dataPath,
                "Its files: a folder with one file per split, or a single file"
                    + (about?.hubSource.map { "; without it they come from \($0.repository) on the Hub." } ?? "."),
                placeholder: "PATH"),
            Field(
                "train_split", \.trainSplit, "Split, or file, to train on.", aliases: about?.trainSplitAliases ?? [],
                placeholder: "NAME"),
            Field("test_split", \.testSplit, "Split, or file, to validate on.", placeholder: "NAME"),
        ] + (about?.options ?? []).map { $0.field }
    }
}

extension String {
    /// With a capital at the start and a full stop at the end.
    fileprivate var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
