import ModelFiles
import Tokenizers

/// Turns messages into the text that a model was trained to read, by the chat template that came with it.
struct ChatRendering {
    private let encoder: ChatEncoder

    /// - Throws: `RecipeError` when the model has no chat template, `ChatTemplateError` when it is not Jinja.
    init(_ tokenizer: any Tokenizer) throws {
        guard tokenizer.chatTemplate != nil else {
            throw RecipeError(
                "the tokenizer has no chat template", cure: "use a chat model, or give plain text instead of messages")
        }
        encoder = try ChatEncoder(tokenizer)
    }

    /// - Parameter origin: where the messages come from, for errors.
    func text(
        of messages: JSONValue, addsGenerationPrompt: Bool, tools: JSONValue? = nil, origin: String
    ) throws -> String {
        guard let messages = messages.arrayValue, messages.allSatisfy({ $0.objectValue != nil }) else {
            throw RecipeError(
                "\(origin): \"messages\" is not a list of objects",
                cure: "write [{\"role\": \"user\", \"content\": \"…\"}]")
        }
        return try encoder.text(of: messages, addGenerationPrompt: addsGenerationPrompt, tools: tools?.arrayValue)
    }
}
