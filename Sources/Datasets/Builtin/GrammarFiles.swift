/// The files of `grammar_dataset` for one split, and in which form they are.
struct GrammarFiles {
    private enum Form {
        /// A table of `input` and `target`, in one file or in shards.
        case tables([String])
        /// JFLEG's own lines of text.
        case jflegText([String])
        /// Shards under the Hub's names, which are JFLEG's copy if their columns say so; else the split's own files are
        /// read, which may be others, as JFLEG is trained on what the Hub calls validation.
        case jflegTables([String], else: SplitFile)
    }

    private let config: DatasetConfig
    private let form: Form

    init(_ config: DatasetConfig, _ split: DatasetSplit) throws {
        self.config = config
        let own = SplitFile(config: config, split: split, fileNames: Self.names)
        if try own.hasDocumentedFile {
            form = .tables(try own.locate())
        } else if let text = JFLEGRows.textFiles(config, split) {
            form = .jflegText(text)
        } else if let tables = try JFLEGRows.tableFiles(config, split) {
            form = .jflegTables(tables, else: own)
        } else {
            form = .tables(try own.locate())
        }
    }

    /// All files that decide what the rows are.
    var paths: [String] {
        switch form {
        case .tables(let paths), .jflegText(let paths): paths
        case .jflegTables(let paths, let own): paths + ((try? own.locate()) ?? [])
        }
    }

    /// Opens them, as rows with the columns `input` and `target`.
    func rows() throws -> any RowSource {
        switch form {
        case .tables(let paths): return try tables(paths)
        case .jflegText(let paths): return try JFLEGRows(lines: paths)
        case .jflegTables(let paths, let own):
            return try JFLEGRows(table: config.openTables(paths)) ?? tables(own.locate())
        }
    }

    private func tables(_ paths: [String]) throws -> any RowSource {
        try config.openTables(paths, columns: GrammarDataset.about.columns, fallback: ".csv")
    }

    private static func names(of split: String) -> [String] {
        switch split {
        case "train": ["gtrain_10k.csv", "gtrain_150k.csv", "train.csv"]
        case "validation": ["grammar_validation.csv", "validation.csv"]
        default: ["grammar_\(split).csv", "\(split).csv"]
        }
    }
}
