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

    /// This configuration with `data_path` naming local files: the user's own, else those of `source`.
    ///
    /// A `train_split` or `test_split` that spells out a path needs neither.
    public func locally(_ source: HubSource?, _ split: DatasetSplit) throws -> DatasetConfig {
        guard dataPath == nil, let source, let hub,
            try SplitFile(config: self, split: split, fileNames: { _ in [] }).explicitPath() == nil
        else { return self }
        var local = self
        local.dataPath = try hub.folder(
            of: source, folder: source.folder { options[$0] }, splits: splitsInUse.union([split]),
            endings: tableEndings)
        return local
    }
}
