extension DatasetConfig {
    /// Opens the files of `split`, as `data_path`, `train_split` and `test_split` say, as one table.
    ///
    /// A folder is searched for `<split>.jsonl`, `.json`, `.csv`, `.tsv` and so on, for `data/` inside it, and for shards
    /// `<split>-00000-of-00001.<ending>` as the Hub names them; an error tells what was tried.
    public func openSplit(_ split: DatasetSplit) throws -> any RowSource {
        try openTables(splitFiles(split))
    }

    /// The files that `openSplit` reads, for `DescribedDataset.files(config:split:)`.
    public func splitFiles(_ split: DatasetSplit) throws -> [String] {
        try SplitFile(config: self, split: split) { name in [".jsonl", ".csv"].map { name + $0 } }.locate()
    }

    /// Opens `split` of a data set on the Hub, or of its copy at `data_path` when that is given.
    public func openSplit(_ split: DatasetSplit, of source: HubSource) throws -> any RowSource {
        try locally(source, split).openSplit(split)
    }

    /// This configuration with `data_path` naming local files: the user's own, else those that are published.
    public func locally(_ about: DatasetDescription, _ split: DatasetSplit) throws -> DatasetConfig {
        try requireOptions(about.options)
        var filled = self
        for option in about.options { filled.options[option.key] = try value(of: option) }
        var local = self
        local.dataPath = try filled.locally(about.hubSource, split).dataPath
        return local
    }

    /// This configuration with `data_path` naming local files: the user's own, else those of `source`.
    ///
    /// A `train_split` or `test_split` that spells out a path needs neither.
    public func locally(_ source: HubSource?, _ split: DatasetSplit) throws -> DatasetConfig {
        guard dataPath == nil, let source, let hub, try explicitPath(of: split) == nil else { return self }
        let names = try splitsInUse.union([split]).filter { try explicitPath(of: $0) == nil }
            .map { source.published(givenName(of: $0) ?? $0.rawValue) }
        var local = self
        do {
            local.dataPath = try hub.folder(
                of: source, folder: source.folder { options[$0] }, splits: Set(names), endings: tableEndings)
        } catch {
            throw DatasetError(problem: "\(name): \(error)", cure: "or give --\(name).data_path FOLDER")
        }
        return local
    }

    private func explicitPath(of split: DatasetSplit) throws -> String? {
        try SplitFile(config: self, split: split, fileNames: { _ in [] }).explicitPath()
    }
}
