import ModelFiles
import Tokenizers

/// Answers the questions of the tokenizer that a Python file gets, with the program's own.
struct TokenizerAnswers {
    private let tokenizer: any Tokenizer
    private let templates = TemplateCache()

    init(_ tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
    }

    /// What the Python side knows from the start.
    func facts(path: String?) -> JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return [
            "path": text(path), "length": .int(tokenizer.vocabularySize), "chat_template": text(tokenizer.chatTemplate),
            "bos_token": text(tokenizer.bosToken), "eos_token": text(tokenizer.eosToken),
            "pad_token": text(tokenizer.padTokenID.flatMap { tokenizer.token(for: $0) }),
        ]
    }

    /// `value`, or `error` with what to raise in Python.
    func answer(_ question: JSONValue) -> JSONValue {
        do {
            return ["value": try value(question)]
        } catch {
            return ["error": .string("\(error)")]
        }
    }

    private func value(_ question: JSONValue) throws -> JSONValue {
        func ids() -> [Int] { question["ids"]?.arrayValue?.compactMap(\.intValue) ?? [] }
        switch question["ask"] {
        case "encode":
            let ids = try tokenizer.encode(
                question["text"]?.stringValue ?? "", addSpecialTokens: question["special"]?.boolValue ?? true)
            return .array(ids.map { .int($0) })
        case "decode":
            return .string(tokenizer.decode(ids(), skipSpecialTokens: question["skip"]?.boolValue ?? false))
        case "ids":
            let tokens = question["tokens"]?.arrayValue?.compactMap(\.stringValue) ?? []
            return .array(tokens.map { token in tokenizer.id(for: token).map { .int($0) } ?? .null })
        case "tokens":
            return .array(ids().map { id in tokenizer.token(for: id).map { .string($0) } ?? .null })
        case "vocabulary":
            var vocabulary = JSONObject()
            for id in 0..<tokenizer.vocabularySize {
                if let token = tokenizer.token(for: id) { vocabulary[token] = .int(id) }
            }
            return .object(vocabulary)
        case "chat": return .string(try chat(question))
        default: throw Unknown()
        }
    }

    private func chat(_ question: JSONValue) throws -> String {
        var extra: [String: JSONValue] = [:]
        for (key, value) in question["extra"]?.objectValue ?? JSONObject() { extra[key] = value }
        return try templates.template(question["template"]?.stringValue ?? "").render(
            messages: question["messages"]?.arrayValue ?? [],
            addGenerationPrompt: question["add_generation_prompt"]?.boolValue ?? false,
            bosToken: question["bos"]?.stringValue, eosToken: question["eos"]?.stringValue,
            tools: question["tools"]?.arrayValue, extra: extra
        ).text
    }

    private struct Unknown: Error, CustomStringConvertible {
        var description: String { "the program has no answer to this question" }
    }

    /// The template last used, which is read once and not for each conversation.
    private final class TemplateCache {
        private var last: ChatTemplate?

        func template(_ source: String) throws -> ChatTemplate {
            if let last, last.source == source { return last }
            let template = try ChatTemplate(source: source)
            last = template
            return template
        }
    }
}
