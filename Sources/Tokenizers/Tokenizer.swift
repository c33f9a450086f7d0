/// Turns text into token ids and back.
///
/// Values are safe to share between threads; encoding on several threads at once does not wait for a lock.
public protocol Tokenizer: Sendable {
    /// The highest id plus one; a model's embedding has at least that many rows.
    var vocabularySize: Int { get }
    /// The id that opens a document, where the tokenizer has one.
    var bosTokenID: Int? { get }
    /// The id that closes a document, where the tokenizer has one.
    var eosTokenID: Int? { get }
    /// The id that fills up short rows, where the tokenizer has one.
    var padTokenID: Int? { get }
    /// The text of `bosTokenID`, as chat templates use it.
    var bosToken: String? { get }
    /// The text of `eosTokenID`, as chat templates use it.
    var eosToken: String? { get }
    /// The ids at which generation ends: end of text and end of turn.
    var stopTokenIDs: Set<Int> { get }
    /// The Jinja template that writes a conversation as text, where the model brings one.
    var chatTemplate: String? { get }

    /// Turns text into ids. Added and special tokens written out in the text become their ids.
    /// - Parameter addSpecialTokens: whether to add what the tokenizer puts around a text by default, such as BOS.
    func encode(_ text: String, addSpecialTokens: Bool) throws -> [Int]

    /// Turns ids into text; bytes that are no UTF-8 become U+FFFD, unknown ids nothing.
    /// - Parameter skipSpecialTokens: whether special tokens leave no text.
    func decode(_ ids: [Int], skipSpecialTokens: Bool) -> String

    /// The token of an id as the vocabulary writes it (`Ġhello`), or nil for an unknown id.
    func token(for id: Int) -> String?

    /// The id of a token as the vocabulary writes it (`Ġhello`), or nil for an unknown token.
    func id(for token: String) -> Int?

    /// Appends what an id stands for in the text; one character may be spread over several ids.
    /// - Parameters:
    ///   - skipSpecialTokens: whether special tokens leave no text.
    ///   - bytes: receives UTF-8, possibly a part of a character.
    func appendBytes(of id: Int, skipSpecialTokens: Bool, to bytes: inout [UInt8])
}

extension Tokenizer {
    /// Appends the text of the id decoded alone, which suits vocabularies that do not split characters.
    public func appendBytes(of id: Int, skipSpecialTokens: Bool, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: decode([id], skipSpecialTokens: skipSpecialTokens).utf8)
    }
}
