/// The formats of table files.
public enum TableFormat: String, Sendable, CaseIterable {
    case parquet
    /// Arrow's file format, also called Feather version 2.
    case arrowFile
    /// Arrow's stream format, in which Hugging Face's `datasets` saves.
    case arrowStream
    case csv
    case tsv
    /// One JSON object a line.
    case jsonLines
    /// One JSON list of objects.
    case jsonArray

    /// What messages call the format.
    public var title: String {
        switch self {
        case .parquet: "Parquet"
        case .arrowFile: "Arrow file"
        case .arrowStream: "Arrow stream"
        case .csv: "CSV"
        case .tsv: "TSV"
        case .jsonLines: "JSON lines"
        case .jsonArray: "JSON list"
        }
    }

    /// Whether any row can be reached without reading all that come before it; see ``TableRows``.
    public var hasRandomAccess: Bool { !isText }

    /// Whether files of this format are text, which may be compressed as a whole (`.jsonl.gz`).
    var isText: Bool {
        switch self {
        case .parquet, .arrowFile, .arrowStream: false
        case .csv, .tsv, .jsonLines, .jsonArray: true
        }
    }
}
