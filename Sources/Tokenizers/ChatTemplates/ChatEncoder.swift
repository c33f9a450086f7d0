public import ModelFiles

/// Writes conversations as a tokenizer's model was trained to read them: transformers' `apply_chat_template`.
public struct ChatEncoder: Sendable {
    private let tokenizer: any Tokenizer
    private let template: ChatTemplate

    /// Reads the tokenizer's chat template, once for all conversations.
    ///
    /// - Throws: `ChatTemplateError` when the tokenizer has no chat template, or that is not Jinja.
    public init(_ tokenizer: any Tokenizer) throws {
        guard let source = tokenizer.chatTemplate else {
            throw ChatTemplateError(
                .evaluation, "the tokenizer has no chat template; use a chat model, or plain text instead of messages")
        }
        self.tokenizer = tokenizer
        template = try ChatTemplate(source: source)
    }

    /// The text of a conversation.
    /// - Parameter addGenerationPrompt: whether it ends with what opens the assistant's answer.
    public func text(of messages: [ChatMessage], addGenerationPrompt: Bool = false) throws -> String {
        try text(
            of: messages.map { ["role": .string($0.role), "content": .string($0.content)] },
            addGenerationPrompt: addGenerationPrompt)
    }

    /// The text of a conversation whose messages hold more than role and content.
    public func text(
        of messages: [JSONValue], addGenerationPrompt: Bool = false, tools: [JSONValue]? = nil
    ) throws -> String {
        try template.render(
            messages: messages, addGenerationPrompt: addGenerationPrompt, bosToken: tokenizer.bosToken,
            eosToken: tokenizer.eosToken, tools: tools
        ).text
    }

    /// The ids of a conversation; special tokens are those that the template writes.
    public func ids(of messages: [ChatMessage], addGenerationPrompt: Bool = false) throws -> [Int] {
        try tokenizer.encode(
            text(of: messages, addGenerationPrompt: addGenerationPrompt), addSpecialTokens: false)
    }
}
