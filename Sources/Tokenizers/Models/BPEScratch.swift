/// What encoding keeps between words and texts: memory to work in and the words met before.
struct BPEScratch: Sendable {
    var pieces = WordPieces()
    var symbols: [Int32] = []
    var cache = WordCache()
}
