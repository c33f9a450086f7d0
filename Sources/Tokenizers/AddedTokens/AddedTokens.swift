/// All added tokens of a tokenizer.
struct AddedTokens: Sendable {
    /// The tokens by id.
    let byID: [Int: AddedToken]
    /// Finds the tokens looked for in the text as it is.
    let inText: AddedTokenMatcher
    /// Finds the tokens looked for in the normalized text.
    let inNormalizedText: AddedTokenMatcher

    /// Takes tokens of different ids.
    init(_ tokens: [AddedToken], normalizer: Normalizer) {
        byID = Dictionary(tokens.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let sorted = byID.values.sorted { $0.id < $1.id }
        inText = AddedTokenMatcher(sorted.filter { !$0.isNormalized }.map { ($0.content, $0) })
        inNormalizedText = AddedTokenMatcher(
            sorted.filter(\.isNormalized).map { (normalizer.normalize($0.content), $0) })
    }

    /// The id of the token with exactly these bytes.
    func id(of content: String) -> Int? {
        byID.values.first { $0.content.utf8.elementsEqual(content.utf8) }?.id
    }
}
