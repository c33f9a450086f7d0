public import Configuration

/// What `tokenize` turns into ids, or back.
public struct TokenizeSettings: SettingsGroup, Equatable {
    public var tokenizer: String?
    public var text: String?
    public var input: String?
    public var ids: [Int] = []
    public var noSpecialTokens = false

    public init() {}
    public static let title = "Tokenizing"

    public static let fields: [Field<Self>] = [
        Field(
            "tokenizer", \.tokenizer, "A model folder, tokenizer.json or .gguf file, or a name on the Hub.",
            aliases: ["model_name"],
            placeholder: "PATH"),
        Field("text", \.text, "Text to tokenize.", placeholder: "TEXT"),
        Field(
            "input", \.input, "JSON lines: {\"text\": …}, {\"messages\": […]} or {\"ids\": […]} each.",
            placeholder: "FILE"),
        Field("ids", \.ids, "Ids to turn back into text."),
        Field("no_special_tokens", \.noSpecialTokens, "Leave out BOS and EOS that the tokenizer would add."),
    ]

    public func conflicts() -> [SettingConflict] {
        var found: [SettingConflict] = []
        if tokenizer == nil { found.append(SettingConflict("tokenizer", "say which: --tokenizer PATH")) }
        if [text != nil, input != nil, !ids.isEmpty].filter({ $0 }).count != 1 {
            found.append(SettingConflict("text", "give one of --text, --input and --ids"))
        }
        return found
    }
}
