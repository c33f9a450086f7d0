/// Reads text fields from a JSON list of objects, or from JSON lines (by the ending `.jsonl`).
///
/// The file is scanned once and only the wanted fields are kept, so a large list is never held as a tree. As Python's
/// `json` does, `NaN` and `Infinity` are understood, and the last of two equal keys counts.
public struct JSONReader: Sendable {
    private let path: String

    /// A reader of the file at `path`.
    public init(path: String) {
        self.path = path
    }

    /// The `required` and then the `optional` fields of every object.
    ///
    /// A required field must be there as text; an optional one that is missing, null or NaN is a null cell. A field of
    /// another type is an error that names the row.
    public func read(required: [String], optional: [String] = []) throws -> TextTable {
        let file = try TextFile(path: path)
        return try file.withBytes { bytes in
            var rows = JSONRows(file: file, bytes: bytes, required: required, optional: optional)
            return path.lowercased().hasSuffix(".jsonl") ? try rows.readLines() : try rows.readList()
        }
    }
}
