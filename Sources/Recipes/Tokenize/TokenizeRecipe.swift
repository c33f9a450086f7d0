public import Configuration
import ModelFiles
import Tokenizers

/// Everything `llama-recipes tokenize` can be told.
public struct TokenizeCommandSettings: Sendable, Equatable {
    public var tokenize = TokenizeSettings()
    public var output = OutputSettings()

    public init() {}

    public var schema: SettingsSchema {
        get throws(ConfigurationError) {
            try SettingsSchema([
                SchemaGroup(TokenizeSettings.self, defaults: tokenize),
                SchemaGroup(OutputSettings.self, defaults: output),
            ])
        }
    }

    public init(_ resolved: ResolvedSettings) throws {
        tokenize = try resolved.value(of: TokenizeSettings.self)
        output = try resolved.value(of: OutputSettings.self)
    }
}

/// Turns text or chat messages into ids, and ids into text: what `llama-recipes tokenize` does.
public struct TokenizeRecipe {
    /// What one request became; text only for messages (what the template made of them) and for ids.
    public struct Answer: Sendable, Equatable {
        public var ids: [Int]?
        public var text: String?
    }

    private let settings: TokenizeSettings
    private let tokenizer: any Tokenizer

    /// - Parameter hub: brings what is named by its name on the Hub.
    /// - Throws: `ConfigurationError`, or an error that names the tokenizer's file.
    public init(_ settings: TokenizeCommandSettings, hub: HubFiles = HubFiles()) throws {
        _ = try settings.schema.checked()
        self.settings = settings.tokenize
        tokenizer = try TokenizerLoader.load(
            from: hub.path(of: settings.tokenize.tokenizer ?? "", .tokenizer, option: "--tokenizer"))
    }

    /// The text of one id, for people.
    public func shown(_ id: Int) -> String {
        let text = tokenizer.decode([id], skipSpecialTokens: false)
        return "\"" + text.replacing("\n", with: "\\n").replacing("\t", with: "\\t") + "\""
    }

    /// - Parameter body: called for each request in order.
    public func run(_ body: (_ index: Int, _ answer: Answer) throws -> Void) throws {
        if let text = settings.text {
            try body(0, Answer(ids: encode(text)))
        } else if let path = settings.input {
            let lines = JSONLines(path: path)
            for (index, object) in try lines.objects().enumerated() {
                try body(index, answer(object.value, lines, line: object.line))
            }
        } else {
            try body(0, Answer(text: decode(settings.ids, place: "--ids")))
        }
    }

    private func answer(_ value: JSONValue, _ lines: JSONLines, line: Int) throws -> Answer {
        if let text = value["text"]?.stringValue { return Answer(ids: try encode(text)) }
        if let messages = value["messages"] {
            let text = try ChatRendering(tokenizer).text(
                of: messages, addsGenerationPrompt: value["add_generation_prompt"]?.boolValue ?? false,
                tools: value["tools"], origin: "\(lines.path), line \(line)")
            // The template writes its own BOS, so the tokenizer must not add a second one.
            return Answer(ids: try tokenizer.encode(text, addSpecialTokens: false), text: text)
        }
        if let ids = value["ids"]?.arrayValue?.map(\.intValue) {
            guard !ids.contains(nil) else {
                throw lines.problem(line: line, "\"ids\" holds something that is no id", cure: "write whole numbers")
            }
            return Answer(text: try decode(ids.compactMap { $0 }, place: "\(lines.path), line \(line)"))
        }
        throw lines.problem(
            line: line, "has neither \"text\" nor \"messages\" nor \"ids\"", cure: "write {\"text\": \"…\"}")
    }

    private func encode(_ text: String) throws -> [Int] {
        try tokenizer.encode(text, addSpecialTokens: !settings.noSpecialTokens)
    }

    private func decode(_ ids: [Int], place: String) throws -> String {
        if let unknown = ids.first(where: { tokenizer.token(for: $0) == nil }) {
            throw RecipeError(
                "\(place): id \(unknown) is not in the vocabulary",
                cure: "ids run from 0 to \(tokenizer.vocabularySize - 1)")
        }
        return tokenizer.decode(ids, skipSpecialTokens: settings.noSpecialTokens)
    }
}
