/// The data sets known by name: one explicit dictionary.
public struct DatasetRegistry: Sendable {
    /// Makes one split of a data set.
    public typealias Factory = @Sendable (_ config: DatasetConfig, _ split: DatasetSplit) throws -> any Dataset

    private let factories: [String: Factory]

    /// A registry of exactly these data sets.
    public init(_ factories: [String: Factory]) {
        self.factories = factories
    }

    /// The built-in data sets; a new one is one file in `Builtin` and one line here.
    public static let standard = DatasetRegistry([
        "alpaca_dataset": { try AlpacaDataset(config: $0, split: $1) },
        "grammar_dataset": { try GrammarDataset(config: $0, split: $1) },
        "samsum_dataset": { try SAMSumDataset(config: $0, split: $1) },
    ])

    /// All names, sorted.
    public var names: [String] { factories.keys.sorted() }

    /// One split of the data set called `name`; an unknown name is an error that tells the nearest and all of them.
    public func make(name: String, config: DatasetConfig, split: DatasetSplit) throws -> any Dataset {
        guard let factory = factories[name] else {
            throw DatasetError(
                problem: "unknown data set '\(name)'",
                cure: NearestName.hint(for: name, among: names, kind: "data sets"))
        }
        return try factory(config, split)
    }

    /// This registry with one data set added or replaced.
    public func adding(_ name: String, _ factory: @escaping Factory) -> DatasetRegistry {
        DatasetRegistry(factories.merging([name: factory]) { $1 })
    }
}
