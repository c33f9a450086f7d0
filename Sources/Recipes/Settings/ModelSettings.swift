public import Configuration

/// Which model, and how it computes.
public struct ModelSettings: SettingsGroup, Equatable {
    /// A Hugging Face folder, a `.gguf` file, or a name on the Hub.
    public var modelName: String?
    /// A folder, `tokenizer.json` or `.gguf` file to take the tokenizer from; nil means the model's own.
    public var tokenizerName: String?
    public var dtype = ComputeType.bfloat16
    public var device = "auto"
    /// 0 means as many as libtorch finds cores.
    public var numThreads = 0
    /// The name on the Hub of the model that `modelName` is the local path of.
    var publishedName: String?

    public init() {}
    public static let title = "Model"

    public static let fields: [Field<Self>] = [
        Field(
            "model_name", \.modelName,
            "Model: a Hugging Face folder, a .gguf file, or a name on the Hub (owner/name, owner/name@revision, "
                + "owner/name/file.gguf).", placeholder: "PATH"),
        Field(
            "tokenizer_name", \.tokenizerName,
            "Where the tokenizer comes from, if not from the model: a path or a name on the Hub.",
            placeholder: "PATH"),
        Field("dtype", \.dtype, "Type of the weights and of the computation."),
        Field("device", \.device, "auto, cpu, cuda or cuda:N; auto takes a GPU when there is one."),
        Field("num_threads", \.numThreads, "CPU threads; 0 means all cores.", rule: .atLeast(0)),
    ]
}

/// The floating-point types that models compute in.
public enum ComputeType: String, SettingValue, CaseIterable {
    case bfloat16
    case float32
    case float16
}
