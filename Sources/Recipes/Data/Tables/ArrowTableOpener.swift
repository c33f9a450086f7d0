import Datasets
import Tables

/// Lets data sets read Parquet and Arrow files.
struct ArrowTableOpener: TableOpener {
    let endings = [".parquet", ".pq", ".arrow", ".feather", ".ipc"]

    func open(_ path: String) throws -> any RowSource {
        try DatasetError.translating { try ArrowRows(TableReader(path: path)) }
    }
}
