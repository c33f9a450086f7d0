import Datasets
import Foundation
import Testing

/// One split of a built-in data set, made by its name.
func makeDataset(
    _ name: String, _ path: String?, _ split: DatasetSplit, _ options: [String: String] = [:],
    train: String? = nil, test: String? = nil, splits: Set<DatasetSplit> = [.train, .validation],
    openers: [any TableOpener] = []
) throws -> any Dataset {
    let config = DatasetConfig(
        name: name, dataPath: path, trainSplit: train, testSplit: test, options: options, splitsInUse: splits,
        tableOpeners: openers)
    return try DatasetRegistry.standard.make(name: name, config: config, split: split)
}

/// Every sample of a data set.
func allSamples(_ data: any Dataset) throws -> [Sample] {
    try (0..<data.count).map { try data.sample(at: $0) }
}

/// The prompt and the completion of a sample that keeps them apart.
func parts(_ sample: Sample) throws -> (prompt: String, completion: String) {
    guard case .separate(let prompt, let completion) = sample else {
        Issue.record("not a separate sample")
        return ("", "")
    }
    return (prompt, completion)
}

/// Writes over bytes of a file in place. What a data set shows of it afterwards, it did not keep in memory.
func overwrite(_ path: String, at offset: Int, with text: String) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
}
