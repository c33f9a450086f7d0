/// All added tokens of a tokenizer.
struct AddedTokens: Sendable {
    /// The tokens by id.
    let byID: [Int: AddedToken]
    /// What each token leaves in decoded text: its normalized content where it is looked for in that form.
    private let texts: [Int: String]
    /// Finds the tokens looked for in the text as it is.
    let inText: AddedTokenMatcher
    /// Finds the tokens looked for in the normalized text.
    let inNormalizedText: AddedTokenMatcher

    /// Takes tokens of different ids.
    init(_ tokens: [AddedToken], normalizer: Normalizer) {
        byID = Dictionary(tokens.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        texts = byID.mapValues { $0.isNormalized ? normalizer.normalize($0.content) : $0.content }
        let sorted = byID.values.sorted { $0.id < $1.id }
        inText = AddedTokenMatcher(sorted.filter { !$0.isNormalized }.map { ($0.content, $0) })
        inNormalizedText = AddedTokenMatcher(
            sorted.filter(\.isNormalized).map { (normalizer.normalize($0.content), $0) })
    }

    /// What the token of an id leaves in decoded text.
    ///
    /// The `tokenizers` library would read the text as stand-ins for bytes and turn a token like `é` into U+FFFD.
    func text(of id: Int) -> String? { texts[id] }

    /// The id of the token with exactly these bytes.
    func id(of content: String) -> Int? {
        byID.values.first { $0.content.utf8.elementsEqual(content.utf8) }?.id
    }
}
