public import Datasets
public import Tokenizers

/// One call of the program into a compiled data set file: what the file's function takes, and what it answered.
///
/// The program and the file share this type, so a call carries Swift values and nothing is converted between them.
public final class DatasetCall {
    private let datasetConfig: DatasetConfig
    private let tokenizer: any Tokenizer
    private let split: DatasetSplit

    /// What the function returned or threw; nil before `answer(with:)`.
    public private(set) var outcome: Result<any Dataset, any Error>?

    public init(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) {
        self.datasetConfig = datasetConfig
        self.tokenizer = tokenizer
        self.split = split
    }

    /// Calls a function that returns a data set.
    public func answer(with make: (DatasetConfig, any Tokenizer, DatasetSplit) throws -> any Dataset) {
        outcome = Result { try make(datasetConfig, tokenizer, split) }
    }

    /// Calls a function that returns all samples at once.
    public func answer(with make: (DatasetConfig, any Tokenizer, DatasetSplit) throws -> [Sample]) {
        outcome = Result { SampleList(samples: try make(datasetConfig, tokenizer, split)) }
    }

    /// The call at an address that the program handed over.
    public static func at(_ address: UnsafeMutableRawPointer) -> DatasetCall {
        Unmanaged.fromOpaque(address).takeUnretainedValue()
    }
}

/// Samples that are all in memory.
private struct SampleList: Dataset {
    let samples: [Sample]

    var count: Int { samples.count }
    func sample(at index: Int) throws -> Sample { samples[index] }
}
