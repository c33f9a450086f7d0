import ModelFiles
import Tokenizers

/// Turns messages into the text that a model was trained to read, by the chat template that came with it.
struct ChatRendering {
    init(_ tokenizer: any Tokenizer) {
    }

    func text(
        of messages: JSONValue, addsGenerationPrompt: Bool, tools: JSONValue? = nil, origin: String
    ) throws -> String {
        ""
    }
}
