public import Configuration

/// What to continue, and how tokens are chosen.
public struct GenerationSettings: SettingsGroup, Equatable {
    public var prompt: String?
    public var promptFile: String?
    public var input: String?
    public var system: String?
    public var chat = false
    public var maxNewTokens = 100
    public var doSample = false
    public var temperature = 1.0
    public var topK = 50
    public var topP = 1.0
    public var seed: UInt64 = 42
    public var ignoreEOS = false

    public init() {}
    public static let title = "Generation"

    public static let fields: [Field<Self>] = [
        Field("prompt", \.prompt, "Text to continue, or with --chat the user's message.", placeholder: "TEXT"),
        Field("prompt_file", \.promptFile, "File whose text is the prompt.", placeholder: "FILE"),
        Field(
            "input", \.input, "JSON lines with one {\"prompt\": …} or {\"messages\": […]} each.",
            placeholder: "FILE"),
        Field("chat", \.chat, "Put the prompt into the model's chat template as the user's message."),
        Field("system", \.system, "With --chat: the system message.", placeholder: "TEXT"),
        Field("max_new_tokens", \.maxNewTokens, "Tokens to add at most.", rule: .atLeast(1)),
        Field("do_sample", \.doSample, "Draw tokens by their probability instead of taking the likeliest."),
        Field("temperature", \.temperature, "Sampling: divides the logits.", rule: .finite(moreThan: 0)),
        Field("top_k", \.topK, "Sampling: keep the k likeliest tokens; 0 = all.", rule: .atLeast(0)),
        Field(
            "top_p", \.topP, "Sampling: keep the likeliest tokens up to this sum of probability.",
            rule: .within(0.0...1.0)),
        Field("seed", \.seed, "Seed of sampling."),
        Field("ignore_eos", \.ignoreEOS, "Go on past the end-of-text tokens."),
    ]

    public func conflicts() -> [SettingConflict] {
        let sources = [prompt, promptFile, input].compactMap { $0 }.count
        var found: [SettingConflict] = []
        if sources == 0 {
            found.append(SettingConflict("prompt", "nothing to continue: give --prompt, --prompt_file or --input"))
        }
        if sources > 1 { found.append(SettingConflict("prompt", "give one of --prompt, --prompt_file and --input")) }
        if system != nil, !chat { found.append(SettingConflict("system", "needs --chat")) }
        if !doSample {
            let usual = Self()
            let ofSampling = [
                ("temperature", temperature != usual.temperature), ("top_k", topK != usual.topK),
                ("top_p", topP != usual.topP),
            ]
            found += ofSampling.filter(\.1).map { SettingConflict($0.0, "needs --do_sample") }
        }
        return found
    }
}
