import Datasets
import Tables

extension DatasetError {
    /// Runs `body`, and lets a fault of a table file look like one of any other file.
    static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as TableError {
            // A row that was read together with others is not known to be the faulty one.
            let problem = error.isRowRange ? "\(error.problem) (in this row or soon after it)" : error.problem
            throw DatasetError(
                file: error.file, row: error.row, line: error.line, problem: problem, cure: error.cure)
        }
    }
}
