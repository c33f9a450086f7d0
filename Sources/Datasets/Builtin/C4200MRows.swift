import Foundation

/// The first rows of C4_200M, sentences with synthetic errors, as rows of `input` and `target`.
///
/// Its files are TSV without a header, `C4_200M.tsv-00000-of-00010` and so on; any other table with the columns `input`
/// and `output` will do as well.
enum C4200MRows {
    static let options = [
        DatasetOption(
            "c4_200m", default: nil,
            "File of C4_200M (or a folder of them) whose first rows are trained on as well: TSV as published, or any "
                + "table with the columns input and output."),
        DatasetOption("c4_200m_rows", .wholeNumber(1...Int.max), default: "10000", "How many rows of it."),
    ]

    /// The rows that the options ask for; nil where they ask for none.
    static func rows(_ config: DatasetConfig) throws -> (any RowSource)? {
        guard let path = try config.value(of: options[0]) else { return nil }
        var parts: [any RowSource] = []
        var missing = try config.wholeNumber(options[1]) ?? 0
        for file in try files(path, config) where missing > 0 {
            let part = try RenamedRows(open(file, limit: missing, config), [("input", "input"), ("output", "target")])
            parts.append(part.count > missing ? ChosenRows(rows: part, chosen: Array(0..<missing)) : part)
            missing -= min(missing, part.count)
        }
        guard let first = parts.first else {
            throw DatasetError(file: path, problem: "the folder holds no table", cure: "name a file of C4_200M")
        }
        return parts.count == 1 ? first : JoinedRows(first: first, others: Array(parts.dropFirst()))
    }

    /// The files that the rows come from; none where the options ask for none.
    static func files(_ config: DatasetConfig) throws -> [String] {
        try config.value(of: options[0]).map { try files($0, config) } ?? []
    }

    private static func files(_ path: String, _ config: DatasetConfig) throws -> [String] {
        switch SplitFile.isFolder(path) {
        case nil:
            throw DatasetError(
                file: path, problem: "no such file or folder", cure: "check --\(config.name).c4_200m")
        case false?: return [path]
        case true?:
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return names.sorted().filter { name in
                isTSV(name) || config.tableEndings.contains { name.lowercased().hasSuffix($0) }
            }.map { SplitFile.join(path, $0) }
        }
    }

    private static func open(_ file: String, limit: Int, _ config: DatasetConfig) throws -> any RowSource {
        guard isTSV(file) else { return try config.openTable(file) }
        // One line more than rows, for a header. The files have some 20 million lines each.
        return try TSVTable(path: file, lineLimit: limit + 1) { first in
            first.count == 2 && first != ["input", "output"] ? ["input", "output"] : nil
        }
    }

    /// `x.tsv`, and `x.tsv-00000-of-00010`.
    private static func isTSV(_ path: String) -> Bool {
        (path as NSString).lastPathComponent.lowercased().contains(".tsv")
    }
}
