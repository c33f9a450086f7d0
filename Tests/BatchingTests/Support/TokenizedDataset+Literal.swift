import Batching

extension TokenizedDataset {
    /// Samples of these ids, every one of them trained.
    init(trained samples: [[Int32]], padTokenID: Int32 = 0) throws {
        try self.init(samples: samples.map { ($0, $0) }, padTokenID: padTokenID)
    }

    init(samples: [(ids: [Int32], labels: [Int32])], padTokenID: Int32 = 0) throws {
        try self.init(
            name: "tiny", origin: "memory", padTokenID: padTokenID,
            samples: samples.map { TokenizedSample(inputIDs: $0.ids, labels: $0.labels) })
    }
}
