/// What the check before training found in all data of a run.
public struct DataReport: Sendable, Equatable {
    public let training: SplitReport
    public let validation: SplitReport?

    /// Validation samples that are trained on as well.
    public let trainedValidation: SampleCopies

    /// The first samples that train something, for people to look at.
    public let previews: [MarkedText]

    public init(
        training: SplitReport, validation: SplitReport?, trainedValidation: SampleCopies, previews: [MarkedText]
    ) {
        self.training = training
        self.validation = validation
        self.trainedValidation = trainedValidation
        self.previews = previews
    }

    /// What a person should know, one line each.
    public var warnings: [String] {
        training.warnings(isTrained: true) + (validation?.warnings(isTrained: false) ?? []) + [leak].compactMap { $0 }
    }

    private var leak: String? {
        guard let validation, trainedValidation.count > 0, let copy = trainedValidation.copy,
            let original = trainedValidation.original
        else { return nil }
        return "\(validation.place): \(trainedValidation.count) of \(validation.counts.samples) validation samples are "
            + "trained on as well (the first: \(copy) is training sample \(original), from 0), so the validation loss "
            + "comes out too low; remove them from one of the two"
    }
}
