import Datasets
import Testing

/// The data set error that `body` throws; anything else fails the test.
func datasetError(_ body: () throws -> some Any) throws -> DatasetError {
    try #require(throws: DatasetError.self) { _ = try body() }
}
