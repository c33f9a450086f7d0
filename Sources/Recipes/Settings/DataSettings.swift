public import Configuration

/// Which data set, and how its samples become batches.
public struct DataSettings: SettingsGroup, Equatable {
    public var dataset = "samsum_dataset"
    public var contextLength = 4096
    public var crossDocumentAttention = false
    public var dropLast = false
    public var checkData = true
    public var tokenizedCache = true

    public init() {}
    public static let title = "Data"

    public static let fields: [Field<Self>] = [
        Field(
            "dataset", \.dataset, "Data set to use; its own settings are --<data set>.<key>.",
            choices: DatasetSettings.datasetNames),
        Field("context_length", \.contextLength, "Tokens in a row.", rule: .atLeast(2)),
        Field(
            "cross_document_attention", \.crossDocumentAttention,
            "With packing: let documents of one row attend to each other, as llama-recipes does."),
        Field(
            "drop_last", \.dropLast,
            "Leave out the last, shorter row (packing) or the last, smaller batch (padding) of each epoch."),
        Field(
            "tokenized_cache", \.tokenizedCache,
            "Keep tokenized samples in the cache folder for later runs with the same data, tokenizer and options."),
        Field(
            "check_data", \.checkData,
            "Look at the samples first: refuse data that never trains a stop token, warn of two BOS tokens, empty "
                + "answers, copies and more, and show two samples."),
    ]
}
