/// Opens table files of further formats; what is put into `DatasetConfig.tableOpeners` serves every data set.
///
/// This target itself reads CSV, TSV, JSON, JSON lines and parallel text. Parquet and Arrow need native code, which data
/// set files compiled by users must not depend on, so they come from outside.
public protocol TableOpener: Sendable {
    /// The endings of the files it opens, in lower case and with the dot: `.parquet`.
    var endings: [String] { get }

    /// Opens the file at `path`; a file that cannot be read is an error that names it.
    func open(_ path: String) throws -> any RowSource
}
