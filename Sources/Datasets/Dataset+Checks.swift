extension Dataset {
    /// Throws when there is no sample at all.
    public func requireSamples() throws {
        guard count > 0 else {
            let skipped = skippedRows > 0 ? " (\(skippedRows) rows with empty cells were skipped)" : ""
            throw DatasetError(file: origin, problem: "holds no rows\(skipped)", cure: "give a file with data")
        }
    }

    /// Throws when `index` is not that of a sample.
    public func requireIndex(_ index: Int) throws {
        guard (0..<count).contains(index) else {
            throw DatasetError(
                file: origin, row: index, problem: "there is no such sample",
                cure: "\(name) has \(count) samples, counted from 0")
        }
    }
}
