import Tokenizers

/// One id per ASCII character (its code), plus `<s>` = 1, `</s>` = 2, `<pad>` = 3 and the merge `:x` = 200.
///
/// Small enough to work out ids by hand, and it merges across a prompt that ends in a colon, as real ones do.
struct TinyTokenizer: Tokenizer {
    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    var hasBOS = true
    var hasEOS = true
    var hasPad = false

    var vocabularySize: Int { 256 }
    var bosTokenID: Int? { hasBOS ? 1 : nil }
    var eosTokenID: Int? { hasEOS ? 2 : nil }
    var padTokenID: Int? { hasPad ? 3 : nil }
    var bosToken: String? { hasBOS ? "<s>" : nil }
    var eosToken: String? { hasEOS ? "</s>" : nil }
    var stopTokenIDs: Set<Int> { hasEOS ? [2] : [] }
    var chatTemplate: String? { nil }

    private static let pieces = ["<s>": 1, "</s>": 2, "<pad>": 3, ":x": 200]

    func encode(_ text: String, addSpecialTokens: Bool) throws -> [Int] {
        var ids = addSpecialTokens && hasBOS ? [1] : []
        var rest = Substring(text)
        while let first = rest.first {
            if let piece = Self.pieces.first(where: { rest.hasPrefix($0.key) }) {
                ids.append(piece.value)
                rest = rest.dropFirst(piece.key.count)
            } else {
                guard let code = first.asciiValue else { throw Unknown(description: "no id for '\(first)'") }
                ids.append(Int(code))
                rest = rest.dropFirst()
            }
        }
        return ids
    }

    func decode(_ ids: [Int], skipSpecialTokens: Bool) -> String {
        ids.map { token(for: $0) ?? "" }.joined()
    }

    func token(for id: Int) -> String? {
        if let piece = Self.pieces.first(where: { $0.value == id }) { return piece.key }
        return (0..<128).contains(id) ? String(UnicodeScalar(UInt8(id))) : nil
    }

    func id(for token: String) -> Int? {
        Self.pieces[token] ?? token.first?.asciiValue.map(Int.init)
    }
}
