import Batching
import Datasets

/// The data of a training run: batches, and what the check found in the samples.
struct TrainingData {
    let training: BatchLoader
    let validation: BatchLoader?
    /// nil where the check is turned off.
    let report: DataReport?

    /// Tokenizes, checks and batches both splits.
    ///
    /// - Parameter announce: takes lines for people about each split as it is ready.
    /// - Throws: when the data cannot be read, or cannot be meant for training.
    init(
        _ preparation: DataPreparation, _ batching: BatchingChoice, _ settings: TrainingSettings,
        announce: (String) -> Void
    ) throws {
        try preparation.requireFiles()
        let samples = try preparation.tokenized(.train)
        var check = try preparation.check(samples, of: .train)
        // What is wrong with the samples themselves is told before what that does to batches.
        if let fault = check?.fault(in: samples) { throw fault }
        training = try preparation.loader(
            samples, of: .train, batching, batchSize: settings.batchSizeTraining, shuffle: settings.shuffle,
            seed: settings.seed, dropLast: preparation.data.dropLast)
        check = try check ?? preparation.check(batchesOf: training)
        announce("training data: \(training.statistics)")
        let trainingReport = check.map { [training] in SplitReport($0, data: samples, loader: training) }
        if let fault = trainingReport?.fault { throw fault }

        var held: (report: SplitReport, copies: SampleCopies)?
        if settings.runValidation {
            let samples = try preparation.tokenized(.validation)
            let loader = try preparation.loader(
                samples, of: .validation, batching, batchSize: settings.valBatchSize, shuffle: false,
                seed: settings.seed, dropLast: false)
            announce("validation data: \(loader.statistics)")
            let found = try preparation.check(samples, of: .validation) ?? preparation.check(batchesOf: loader)
            if let check, let own = found {
                held = (SplitReport(own, data: samples, loader: loader), own.copies(of: check))
            }
            validation = loader
        } else {
            validation = nil
        }
        let previews = Self.previews(of: samples, preparation)
        report = trainingReport.map {
            DataReport(
                training: $0, validation: held?.report, trainedValidation: held?.copies ?? SampleCopies(),
                previews: previews)
        }
    }

    /// Two samples that train something, as near to the start as there are.
    private static func previews(of samples: TokenizedDataset, _ preparation: DataPreparation) -> [MarkedText] {
        let wanted = (0..<samples.count).lazy.map { samples[$0] }.filter { sample in
            sample.labels.contains { $0 != TokenizedSample.ignoredLabel }
        }
        return wanted.prefix(2).map {
            MarkedText(inputIDs: $0.inputIDs, labels: $0.labels, tokenizer: preparation.tokenizer)
        }
    }
}
