/// The text that a chat template makes of a conversation.
public struct RenderedChat: Sendable, Equatable {
    /// The prompt, special tokens written out.
    public let text: String
    private let spans: [Range<String.Index>]
    private let unplaced: ChatTemplateError?

    init(text: String, spans: [Range<String.Index>], unplaced: ChatTemplateError?) {
        self.text = text
        self.spans = spans
        self.unplaced = unplaced
    }

    /// The places in `text` that `{% generation %}` blocks produced: what the assistant is to be trained on.
    /// - Throws: `ChatTemplateError` when a block stands in a macro or captured block, so that its place in the text
    ///   is unknown; guessing would train on wrong tokens.
    public var generationSpans: [Range<String.Index>] {
        get throws {
            if let unplaced { throw unplaced }
            return spans
        }
    }
}
