extension DatasetConfig {
    /// Opens the files of `split`, as `data_path`, `train_split` and `test_split` say, as one table.
    ///
    /// A folder is searched for `<split>.jsonl`, `.json`, `.csv`, `.tsv` and so on, for `data/` inside it, and for shards
    /// `<split>-00000-of-00001.<ending>` as the Hub names them; an error tells what was tried.
    public func openSplit(_ split: DatasetSplit) throws -> any RowSource {
        let paths = try SplitFile(config: self, split: split) { name in [".jsonl", ".csv"].map { name + $0 } }.locate()
        return try openTables(paths)
    }
}
