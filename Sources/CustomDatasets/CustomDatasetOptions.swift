public import Datasets

/// The options of `custom_dataset` that the program itself reads; all others go to the user's file.
public struct CustomDatasetOptions: Sendable {
    /// Their declarations.
    public static let all = [file, python, pythonTokenizer, pythonTimeout]

    static let file = DatasetOption(
        "file", default: nil,
        "Your own .swift or .py file, and behind a colon the function in it; by default getCustomDataset or "
            + "get_custom_dataset. Further keys of this group are yours and reach it as they are.")
    static let python = DatasetOption(
        "python", default: nil,
        "Python that runs a .py file; by default LLAMA_RECIPES_PYTHON, else python3 on the PATH.")
    static let pythonTokenizer = DatasetOption(
        "python_tokenizer", .choice(["auto", "transformers", "own"]), default: "auto",
        "The tokenizer that a .py file gets: that of transformers, or this program's own behind the same methods; auto "
            + "takes the first where transformers is installed and the model is a folder with a tokenizer.")
    static let pythonTimeout = DatasetOption(
        "python_timeout", .number(0...Double.infinity), default: "3600",
        "Seconds without a sample or a question to the tokenizer after which a .py file counts as hung; 0 = never.")

    enum PythonTokenizer: String { case auto, transformers, own }

    let file: CustomDatasetFile
    let python: String?
    let pythonTokenizer: PythonTokenizer
    /// Seconds; nil means for ever.
    let pythonTimeout: Double?

    init(_ config: DatasetConfig) throws {
        guard let given = config.options[Self.file.key], !given.isEmpty else {
            throw CustomDatasetError(
                file: "custom_dataset", problem: "no file is named",
                cure: "give --custom_dataset.file FILE.swift or FILE.py")
        }
        file = try CustomDatasetFile(given)
        python = config.options[Self.python.key].flatMap { $0.isEmpty ? nil : $0 }
        pythonTokenizer = try config.choice(Self.pythonTokenizer)
        pythonTimeout = try config.number(Self.pythonTimeout).flatMap { $0 > 0 ? $0 : nil }
    }

    /// The configuration that the user's file sees: without what is the program's own.
    func remaining(of config: DatasetConfig) -> DatasetConfig {
        var config = config
        for option in Self.all { config.options[option.key] = nil }
        return config
    }
}
