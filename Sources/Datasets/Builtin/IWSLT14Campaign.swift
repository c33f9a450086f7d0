import Foundation

/// IWSLT14 as the campaign gave it out: training text between tags, and held-out talks in XML.
///
/// Training is `train.tags.de-en.de` and `.en` (or `en-de`): lines of text, lines of `<title>` and `<description>` whose
/// inside counts as text, and lines of other tags that do not. Validation is `IWSLT14.TED.dev2010.de-en.de.xml` and so
/// on, test `tst2010`, `tst2011` and `tst2012` one after the other; their text is that of the `<seg>` elements.
struct IWSLT14Campaign: RowSource {
    let columns: [String]
    let origin: String
    private let pairs: [(first: String, second: String, place: RowPlace)]

    /// The files for a split, both languages side by side; empty where the folders hold none.
    ///
    /// - Parameters:
    ///   - folders: folders to look in.
    ///   - split: `train`, `validation` or `test`, or the name of one held-out set such as `tst2010`.
    static func files(in folders: [String], split: String, languages: (String, String)) -> [(String, String)] {
        for folder in folders {
            for direction in ["de-en", "en-de"] {
                let found = names(of: split, direction).map { name in
                    let ending = name.hasSuffix(".xml") ? ".xml" : ""
                    let base = SplitFile.join(folder, String(name.dropLast(ending.count)))
                    return ("\(base).\(languages.0)\(ending)", "\(base).\(languages.1)\(ending)")
                }.filter { SplitFile.isFolder($0.0) == false }
                if !found.isEmpty { return found }
            }
        }
        return []
    }

    private static func names(of split: String, _ direction: String) -> [String] {
        let sets =
            switch split {
            case "train": [String]()
            case "validation", "valid", "dev": ["dev2010"]
            case "test": ["tst2010", "tst2011", "tst2012"]
            default: [split]
            }
        guard !sets.isEmpty else { return ["train.tags.\(direction)"] }
        return sets.flatMap { ["IWSLT14.TED.\($0).\(direction).xml", "IWSLT14.TEDX.\($0).\(direction).xml"] }
    }

    /// Reads pairs of files, of which there is at least one; different numbers of segments are an error.
    init(_ files: [(String, String)], languages: (String, String)) throws {
        columns = [languages.0, languages.1]
        origin = files.count == 1 ? files[0].0 : "\(files[0].0) and \(files.count - 1) more"
        pairs = try files.flatMap { own, other in
            let (first, second) = (try Self.segments(own, other), try Self.segments(other, own))
            guard first.count == second.count else {
                throw DatasetError(
                    file: other, problem: "has \(second.count) segments, and \(own) has \(first.count)",
                    cure: "segment N of one file must be the translation of segment N of the other")
            }
            return zip(first, second).enumerated().map { row, pair in
                (pair.0.text, pair.1.text, RowPlace(file: own, row: row, line: pair.0.line))
            }
        }
    }

    var count: Int { pairs.count }

    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        columns.map { .string($0 == 0 ? pairs[row].first : pairs[row].second) }
    }

    func place(ofRow row: Int) -> RowPlace { pairs[row].place }

    private static func segments(_ path: String, _ other: String) throws -> [(text: String, line: Int)] {
        let lines = try TextLines(path: path, besideOf: other)
        let isXML = path.hasSuffix(".xml")
        return (0..<lines.count).compactMap { number in
            let line = lines.line(at: number).trimmingCharacters(in: .whitespaces)
            let text = isXML ? inside(line, "seg").map(unescaped) : tagged(line)
            return text.map { ($0, number + 1) }
        }
    }

    /// The text of a line of `train.tags`; nil for one that is a tag.
    private static func tagged(_ line: String) -> String? {
        guard line.hasPrefix("<") else { return line }
        return inside(line, "title") ?? inside(line, "description")
    }

    /// What an element that fills a line holds, without blanks around it; nil for any other line.
    private static func inside(_ line: String, _ element: String) -> String? {
        guard line.hasPrefix("<\(element)"), line.hasSuffix("</\(element)>"), let end = line.firstIndex(of: ">"),
            let close = line.range(of: "</\(element)>", options: .backwards)?.lowerBound, end < close
        else { return nil }
        return line[line.index(after: end)..<close].trimmingCharacters(in: .whitespaces)
    }

    private static func unescaped(_ text: String) -> String {
        // The ampersand comes last, so that what it brings forth is not taken for an entity.
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        return entities.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}
