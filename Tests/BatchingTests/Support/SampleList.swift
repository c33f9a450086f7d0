import Datasets

/// A data set of samples given in the test.
struct SampleList: Dataset {
    var samples: [Sample]
    var name = "list"
    var origin = "memory"
    var skippedRows = 0

    var count: Int { samples.count }
    func sample(at index: Int) throws -> Sample { samples[index] }
}
