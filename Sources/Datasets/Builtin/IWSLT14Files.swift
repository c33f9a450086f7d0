/// The files of `iwslt_14` for one split, and in which form they are.
struct IWSLT14Files {
    private enum Form {
        /// The campaign's own files, both languages side by side.
        case campaign([(String, String)])
        /// Two texts, line by line.
        case parallel(String, String)
        case tables([String])
    }

    private let config: DatasetConfig
    /// The language that is translated from, and the one into; files are in that order.
    private let languages: (source: String, target: String)
    private let form: Form

    init(_ config: DatasetConfig, _ split: DatasetSplit, languages: (source: String, target: String)) throws {
        self.config = config
        self.languages = languages
        let files = Self.splitFile(config, split, languages.source)
        let talks = try Self.campaign(files, languages)
        if talks.isEmpty {
            let paths = try files.locate()
            let language = [languages.source, languages.target].first { paths[0].hasSuffix(".\($0)") }
            if let base = language.map({ paths[0].dropLast($0.count) }) {
                form = .parallel(base + languages.source, base + languages.target)
            } else {
                form = .tables(paths)
            }
        } else {
            form = .campaign(talks)
        }
    }

    var paths: [String] {
        switch form {
        case .campaign(let pairs): pairs.flatMap { [$0.0, $0.1] }
        case .parallel(let source, let target): [source, target]
        case .tables(let paths): paths
        }
    }

    /// Opens them, as rows with one column per language or with the Hub's `translation` of both.
    func rows() throws -> any RowSource {
        switch form {
        case .campaign(let pairs): try IWSLT14Campaign.rows(pairs, languages: languages)
        case .parallel(let source, let target):
            try ParallelText(
                path: source, language: languages.source, otherPath: target, otherLanguage: languages.target)
        case .tables(let paths): try config.openTables(paths, columns: ["de", "en"])
        }
    }

    /// The campaign's own files; none where there are files under a documented name.
    private static func campaign(
        _ files: SplitFile, _ languages: (source: String, target: String)
    ) throws -> [(String, String)] {
        guard let folder = files.config.dataPath, try !files.hasDocumentedFile else { return [] }
        return IWSLT14Campaign.files(
            in: files.folders.map { SplitFile.join(folder, $0) }, split: files.splitName, languages: languages)
    }

    private static func splitFile(_ config: DatasetConfig, _ split: DatasetSplit, _ source: String) -> SplitFile {
        SplitFile(config: config, split: split, folders: ["", "data/", "de-en/", "en-de/"]) { name in
            // The file of either language stands for the pair.
            let base = name.hasSuffix(".de") || name.hasSuffix(".en") ? String(name.dropLast(3)) : name
            let names = base == "validation" ? ["valid", "validation", "dev"] : [base]
            return names.flatMap { ["\($0).\(source)", "\($0).de-en.\(source)"] }
        }
    }
}
