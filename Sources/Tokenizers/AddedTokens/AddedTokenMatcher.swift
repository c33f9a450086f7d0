/// Finds added tokens in text: leftmost first, of several that start at one place the longest.
///
/// The order of checks follows the `tokenizers` library, so that ids agree on odd input too: a match that fails the
/// single-word test is dropped without a look for a shorter one, and a token's reach to the right does not move the
/// place where the search goes on.
struct AddedTokenMatcher: Sendable {
    private struct Node: Sendable {
        var children: [(byte: UInt8, node: Int32)] = []
        var token: Int32 = -1
    }

    private var nodes = [Node()]
    private var tokens: [AddedToken] = []
    /// Whether any token begins with a byte; most of the text is passed over by this alone.
    private var opens = [Bool](repeating: false, count: 256)

    /// Takes the texts to look for; of equal texts the last one counts.
    init(_ patterns: [(text: String, token: AddedToken)]) {
        for (text, token) in patterns where !text.isEmpty {
            var node = 0
            for byte in text.utf8 {
                if let child = child(of: node, byte) {
                    node = child
                } else {
                    nodes.append(Node())
                    nodes[node].children.append((byte, Int32(nodes.count - 1)))
                    node = nodes.count - 1
                }
            }
            nodes[node].token = Int32(tokens.count)
            tokens.append(token)
            if let first = text.utf8.first { opens[Int(first)] = true }
        }
    }

    /// Calls `onText` and `onToken` for the pieces of `text`, from left to right.
    func split(
        _ text: UnsafeBufferPointer<UInt8>, onText: (UnsafeBufferPointer<UInt8>) -> Void, onToken: (Int) -> Void
    ) {
        var covered = 0
        var position = 0
        while !tokens.isEmpty, let match = next(in: text, from: position) {
            position = match.end
            let token = match.token
            var start = match.start
            var end = match.end
            if token.isSingleWord, UTF8Context.wordTouches(start..<end, in: text) { continue }
            if token.stripsLeft { start = max(UTF8Context.whitespaceStart(before: start, in: text), covered) }
            if token.stripsRight { end = UTF8Context.whitespaceEnd(after: end, in: text) }
            if covered < start { onText(UnsafeBufferPointer(rebasing: text[covered..<start])) }
            onToken(token.id)
            covered = end
        }
        if covered < text.count { onText(UnsafeBufferPointer(rebasing: text[covered...])) }
    }

    private func child(of node: Int, _ byte: UInt8) -> Int? {
        nodes[node].children.first { $0.byte == byte }.map { Int($0.node) }
    }

    private func next(
        in text: UnsafeBufferPointer<UInt8>, from: Int
    ) -> (token: AddedToken, start: Int, end: Int)? {
        var start = from
        while start < text.count {
            if opens[Int(text[start])], let match = longest(in: text, at: start) {
                return (tokens[match.token], start, match.end)
            }
            start += 1
        }
        return nil
    }

    private func longest(in text: UnsafeBufferPointer<UInt8>, at start: Int) -> (token: Int, end: Int)? {
        var node = 0
        var position = start
        var best: (token: Int, end: Int)?
        while position < text.count, let child = child(of: node, text[position]) {
            node = child
            position += 1
            if nodes[node].token >= 0 { best = (Int(nodes[node].token), position) }
        }
        return best
    }
}
