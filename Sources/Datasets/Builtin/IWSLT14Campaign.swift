import Foundation

/// IWSLT14 as the campaign gave it out: training text between tags, and held-out talks in XML.
///
/// Training is `train.tags.de-en.de` and `.en` (or `en-de`): lines of text, lines of `<title>` and `<description>` whose
/// inside counts as text, and lines of other tags that do not. Validation is `IWSLT14.TED.dev2010.de-en.de.xml` and so
/// on, test `tst2010`, `tst2011` and `tst2012` one after the other; their text is that of the `<seg>` elements.
///
/// The files stay mapped and a segment is read when it is asked for, so that they cost some twelve bytes a line.
struct IWSLT14Campaign: RowSource {
    /// One language of a pair of files.
    private struct Segments {
        let lines: TextLines
        /// Line (from 0) of each segment.
        let numbers: [UInt32]
    }

    let columns: [String]
    private let first: Segments
    private let second: Segments

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

    /// Opens pairs of files, of which there is at least one, as one table; different numbers of segments are an error.
    static func rows(_ files: [(String, String)], languages: (String, String)) throws -> any RowSource {
        let parts = try files.map { try IWSLT14Campaign($0, languages: languages) }
        return JoinedRows(first: parts[0], others: Array(parts.dropFirst()))
    }

    private init(_ files: (own: String, other: String), languages: (String, String)) throws {
        columns = [languages.0, languages.1]
        first = try Self.segments(files.own, files.other)
        second = try Self.segments(files.other, files.own)
        guard first.numbers.count == second.numbers.count else {
            throw DatasetError(
                file: files.other,
                problem: "has \(second.numbers.count) segments, and \(files.own) has \(first.numbers.count)",
                cure: "segment N of one file must be the translation of segment N of the other")
        }
    }

    var origin: String { first.lines.path }
    var count: Int { first.numbers.count }

    func cells(ofRow row: Int, columns: [Int]) throws -> [CellValue] {
        columns.map { column in
            let segments = column == 0 ? first : second
            return .string(Self.text(ofLine: Int(segments.numbers[row]), in: segments.lines) ?? "")
        }
    }

    func place(ofRow row: Int) -> RowPlace {
        RowPlace(file: first.lines.path, row: row, line: Int(first.numbers[row]) + 1)
    }

    private static func segments(_ path: String, _ other: String) throws -> Segments {
        let lines = try TextLines(path: path, besideOf: other)
        let numbers = (0..<lines.count).filter { text(ofLine: $0, in: lines) != nil }.map { UInt32($0) }
        return Segments(lines: lines, numbers: numbers)
    }

    /// The text of a line that is a segment; nil for any other.
    private static func text(ofLine number: Int, in lines: TextLines) -> String? {
        let line = trimmed(lines.line(at: number))
        return lines.path.hasSuffix(".xml") ? inside(line, "seg").map(unescaped) : tagged(line)
    }

    private static func trimmed(_ line: String) -> String {
        // Most lines begin and end with a visible ASCII character, and Foundation is slow to find that out.
        let isVisible = { (byte: UInt8) in (0x21...0x7E).contains(byte) }
        if let first = line.utf8.first, let last = line.utf8.last, isVisible(first), isVisible(last) { return line }
        return line.trimmingCharacters(in: .whitespaces)
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
