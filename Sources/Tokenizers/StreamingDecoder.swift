/// Turns ids into text one at a time, as generation produces them.
///
/// A character whose bytes are spread over several ids appears with the last of them, so the pieces joined are the
/// text that decoding all ids at once gives.
public struct StreamingDecoder: Sendable {
    private let tokenizer: any Tokenizer
    private let skipSpecialTokens: Bool
    private var pending: [UInt8] = []

    /// Starts a text.
    /// - Parameter skipSpecialTokens: whether special tokens leave no text.
    public init(tokenizer: any Tokenizer, skipSpecialTokens: Bool = true) {
        self.tokenizer = tokenizer
        self.skipSpecialTokens = skipSpecialTokens
    }

    /// Takes the next id and returns the text completed by it, which may be empty.
    public mutating func append(_ id: Int) -> String {
        tokenizer.appendBytes(of: id, skipSpecialTokens: skipSpecialTokens, to: &pending)
        let complete = pending.count - UTF8Tail.incompleteLength(of: pending)
        defer { pending.removeFirst(complete) }
        return String(decoding: pending[..<complete], as: UTF8.self)
    }

    /// Ends the text and returns what was held back: U+FFFD where the last character never was completed.
    public mutating func finish() -> String {
        defer { pending.removeAll() }
        return String(decoding: pending, as: UTF8.self)
    }
}
