public import Foundation
public import ModelFiles

/// A chat template: the Jinja program of a model's tokenizer that writes a conversation as one text.
///
/// Renders what transformers' `apply_chat_template` renders
/// (https://huggingface.co/docs/transformers/chat_templating): Jinja with `trim_blocks` and `lstrip_blocks`, break and
/// continue, `{% generation %}`, `raise_exception`, `strftime_now`, and `tojson` without HTML escaping.
public struct ChatTemplate: Sendable {
    /// The template's text.
    public let source: String
    private let name: String
    private let limits: ChatTemplateLimits
    private let body: JinjaBody

    /// Reads a template.
    /// - Parameters:
    ///   - source: the text of `chat_template` in tokenizer_config.json, or of `chat_template.jinja`.
    ///   - name: what error messages call the template, such as its file.
    ///   - limits: bounds on one rendering.
    /// - Throws: `ChatTemplateError` with the line of what is not Jinja.
    public init(source: String, name: String = "chat template", limits: ChatTemplateLimits = .init()) throws {
        self.source = source
        self.name = name
        self.limits = limits
        do {
            body = try JinjaParser.parse(source)
        } catch var error as ChatTemplateError {
            error.template = name
            throw error
        }
    }

    /// Writes a conversation.
    /// - Parameters:
    ///   - messages: objects with `role`, `content` and whatever else the template reads, keys in their order.
    ///   - addGenerationPrompt: whether the text ends with what opens the assistant's answer.
    ///   - bosToken: text of the token that begins a sequence; undefined in the template where nil.
    ///   - eosToken: text of the token that ends a sequence; undefined in the template where nil.
    ///   - tools: JSON schemas of functions that the assistant may call; `none` in the template where nil.
    ///   - extra: more variables, which win over the ones above.
    ///   - date: what `strftime_now` takes for now.
    ///   - timeZone: where `strftime_now` is.
    /// - Throws: `ChatTemplateError` with the template's line.
    public func render(
        messages: [JSONValue], addGenerationPrompt: Bool = false, bosToken: String? = nil, eosToken: String? = nil,
        tools: [JSONValue]? = nil, extra: [String: JSONValue] = [:], date: Date = Date(), timeZone: TimeZone = .current
    ) throws -> RenderedChat {
        var variables: [String: JSONValue] = [
            "messages": .array(messages.map(Self.withReasoningAliases)),
            "tools": tools.map(JSONValue.array) ?? .null, "documents": .null,
            "add_generation_prompt": .bool(addGenerationPrompt),
        ]
        variables["bos_token"] = bosToken.map(JSONValue.string)
        variables["eos_token"] = eosToken.map(JSONValue.string)
        variables.merge(extra) { $1 }
        return try render(variables: variables, date: date, timeZone: timeZone)
    }

    /// Renders the template with nothing but the given variables.
    /// - Throws: `ChatTemplateError` with the template's line.
    public func render(
        variables: [String: JSONValue], date: Date = Date(), timeZone: TimeZone = .current
    ) throws -> RenderedChat {
        let context = JinjaContext(limits: limits, clock: TemplateClock(date: date, timeZone: timeZone))
        defer { context.tearDown() }
        do {
            context.scope.variables = try variables.mapValues { try JinjaValue($0) }
            _ = try body.execute(context)
        } catch var error as ChatTemplateError {
            error.template = name
            error.line = error.line ?? context.line
            throw error
        }
        return renderedChat(context)
    }

    private func renderedChat(_ context: JinjaContext) -> RenderedChat {
        let text = context.rootText
        let bytes = text.utf8
        var spans: [Range<String.Index>] = []
        var unplaced: ChatTemplateError?
        for generation in context.generations {
            let start = bytes.index(bytes.startIndex, offsetBy: generation.start, limitedBy: bytes.endIndex)
            let end = bytes.index(bytes.startIndex, offsetBy: generation.end, limitedBy: bytes.endIndex)
            guard let start, let end,
                generation.capturedText.map({ bytes[start..<end].elementsEqual($0.utf8) }) ?? true
            else {
                let problem =
                    "the place of the generation block's text is unknown, for it stands in a macro or captured block"
                var error = ChatTemplateError(.evaluation, problem, line: generation.line)
                error.template = name
                unplaced = unplaced ?? error
                continue
            }
            spans.append(start..<end)
        }
        return RenderedChat(text: text, spans: spans, unplaced: unplaced)
    }

    /// Copies a message's reasoning to the names under which templates look for it, as transformers does.
    private static func withReasoningAliases(_ message: JSONValue) -> JSONValue {
        let names = ["reasoning_content", "thinking", "reasoning"]
        guard case .object(let members) = message,
            let reasoning = names.lazy.compactMap({ members[$0] }).first(where: { !$0.isNull })
        else { return message }
        var aliased: JSONObject = ["thinking": reasoning]
        for (key, value) in members { aliased[key] = value }
        aliased["reasoning_content"] = reasoning
        return .object(aliased)
    }
}
