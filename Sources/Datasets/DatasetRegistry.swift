import NearestNames

/// The data sets known by name: one explicit dictionary.
public struct DatasetRegistry: Sendable {
    /// Makes one split of a data set.
    public typealias Factory = @Sendable (_ config: DatasetConfig, _ split: DatasetSplit) throws -> any Dataset

    /// What is registered under a name.
    private struct Entry {
        let make: Factory
        var about: DatasetDescription?
        var files: @Sendable (_ config: DatasetConfig, _ split: DatasetSplit) throws -> [String]? = { _, _ in nil }
    }

    private let entries: [String: Entry]

    /// A registry of exactly these data sets.
    public init(_ types: [String: any DescribedDataset.Type]) {
        entries = types.mapValues { type in
            Entry(
                make: { try type.init(config: $0, split: $1) }, about: type.about,
                files: { try type.files(config: $0, split: $1) })
        }
    }

    private init(entries: [String: Entry]) {
        self.entries = entries
    }

    /// The built-in data sets; a new one is one file in `Builtin` and one line here.
    public static let standard = DatasetRegistry([
        "alpaca_dataset": AlpacaDataset.self,
        "grammar_dataset": GrammarDataset.self,
        "iwslt_14": IWSLT14Dataset.self,
        "samsum_dataset": SAMSumDataset.self,
        "sst_2": SST2Dataset.self,
        "super_glue": SuperGLUEDataset.self,
        "xnli": XNLIDataset.self,
    ])

    /// All names, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// What the data set called `name` says about itself; nil for an unknown name, or one that says nothing.
    public func about(_ name: String) -> DatasetDescription? { entries[name]?.about }

    /// One split of the data set called `name`; an unknown name is an error that tells the nearest and all of them.
    public func make(name: String, config: DatasetConfig, split: DatasetSplit) throws -> any Dataset {
        guard let entry = entries[name] else {
            throw DatasetError(
                problem: "unknown data set '\(name)'",
                cure: NearestMatch.hint(for: name, among: names, kind: "data sets"))
        }
        return try entry.make(config, split)
    }

    /// The files that `make` reads when it gets the same arguments; nil where that cannot be told.
    public func files(name: String, config: DatasetConfig, split: DatasetSplit) throws -> [String]? {
        try entries[name]?.files(config, split)
    }

    /// This registry with one data set added or replaced.
    public func adding(_ name: String, _ type: any DescribedDataset.Type) -> DatasetRegistry {
        DatasetRegistry(entries: entries.merging(DatasetRegistry([name: type]).entries) { $1 })
    }

    /// This registry with one data set added or replaced that has no options and says nothing about itself.
    public func adding(_ name: String, _ factory: @escaping Factory) -> DatasetRegistry {
        DatasetRegistry(entries: entries.merging([name: Entry(make: factory)]) { $1 })
    }
}
