import ModelFiles

/// What the name in `tokenizer.ggml.pre` stands for.
struct GGUFPreTokenizer: Sendable {
    var steps: [PreTokenizer.Step]
    var normalizer = Normalizer.none
    /// Whether a word that is a token is taken without merging.
    var ignoresMerges = false
    /// Whether BOS is put in front where the file does not say.
    var addsBOS = false

    private static let llama3 = GGUFPreTokenizer(
        steps: [.pattern(.llama3(longestNumber: 3))], ignoresMerges: true, addsBOS: true)
    private static let gpt2 = GGUFPreTokenizer(steps: [.pattern(.gpt2)])
    private static let qwen2 = GGUFPreTokenizer(steps: [.pattern(.llama3(longestNumber: 1))])

    /// Every known name.
    static let named: [String: GGUFPreTokenizer] = [
        "gpt-2": gpt2, "phi-2": gpt2,
        "smollm": GGUFPreTokenizer(steps: [.digits(individually: true), .pattern(.gpt2)]),
        "llama-bpe": llama3, "llama3": llama3, "llama-v3": llama3,
        // Qwen's own files compose characters; GGUF has no key for that, so the name stands for it.
        "qwen2": GGUFPreTokenizer(steps: qwen2.steps, normalizer: .nfc), "deepseek-r1-qwen": qwen2,
    ]

    private init(
        steps: [PreTokenizer.Step], normalizer: Normalizer = .none, ignoresMerges: Bool = false, addsBOS: Bool = false
    ) {
        self.steps = steps
        self.normalizer = normalizer
        self.ignoresMerges = ignoresMerges
        self.addsBOS = addsBOS
    }

    /// Looks up the name in a file.
    /// - Throws: `TokenizerError` naming the known ones.
    init(_ file: GGUFFile) throws {
        let name = file.has(GGUFTokenizerKeys.pre) ? try file.string(GGUFTokenizerKeys.pre) : nil
        guard let name, let known = Self.named[name] else {
            throw TokenizerError(
                file.path, GGUFTokenizerKeys.pre,
                problem: name.map { "the pre-tokenizer '\($0)' is not supported" }
                    ?? "is missing, so how to split text into words is unknown",
                cure: "use a model with one of \(Self.named.keys.sorted().joined(separator: ", "))")
        }
        self = known
    }
}
