/// Byte-pair encoding over the 256 bytes.
///
/// Source: Sennrich et al. 2016 for the merging, the GPT-2 release for bytes as the alphabet.
struct ByteLevelBPE: Sendable {
    /// The tokens as the vocabulary writes them.
    private(set) var tokens: TokenTable
    /// The tokens within the byte alphabet, as the bytes they stand for.
    private(set) var texts: TokenTable
    private(set) var merges: MergeTable
    /// The id of each byte alone, -1 for one the vocabulary lacks.
    private(set) var byteIDs: [Int32]
    let options: Options

    /// What tokenizer files set beside vocabulary and merges.
    struct Options: Sendable, Equatable {
        /// Whether a word that is itself a token is taken without merging, as Llama 3 does.
        var ignoresMerges = false
        /// What stands for a byte the vocabulary lacks; without it such bytes are left out, as the reference does.
        var unknownID: Int32?
        /// Whether unknown neighbours become one.
        var fusesUnknown = false
    }

    /// Takes tables made by `ByteLevelBPEBuilder`.
    init(tokens: TokenTable, texts: TokenTable, merges: MergeTable, options: Options) {
        self.tokens = tokens
        self.texts = texts
        self.merges = merges
        self.options = options
        byteIDs = ByteAlphabet.scalars.map { tokens.id(of: String($0)).map(Int32.init) ?? -1 }
    }

    /// The bytes an id stands for in the text; a token that leaves the byte alphabet stands for its own UTF-8.
    func bytes(of id: Int) -> ArraySlice<UInt8>? { texts.bytes(of: id) ?? tokens.bytes(of: id) }

    /// Appends the ids of a word.
    @inline(__always)
    func encode(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int], _ scratch: inout BPEScratch) {
        if let position = scratch.cache.find(word) {
            scratch.cache.append(position, to: &ids)
            return
        }
        encodeUncached(word, into: &ids, &scratch)
    }

    private func encodeUncached(
        _ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int], _ scratch: inout BPEScratch
    ) {
        let start = ids.count
        if options.ignoresMerges, let id = texts.id(of: word) {
            ids.append(id)
        } else {
            scratch.symbols.removeAll(keepingCapacity: true)
            appendSymbols(of: word, to: &scratch.symbols)
            if scratch.symbols.count <= Self.longestShortWord {
                ShortWordMerger.merge(&scratch.symbols, merges)
            } else {
                LongWordMerger.merge(&scratch.symbols, merges)
            }
            for symbol in scratch.symbols { ids.append(Int(symbol)) }
        }
        scratch.cache.insert(word, ids[start...])
    }

    // Where the plain search, quadratic but without any set-up, stops being the faster one.
    private static let longestShortWord = 48

    private func appendSymbols(of word: UnsafeBufferPointer<UInt8>, to symbols: inout [Int32]) {
        var followsUnknown = false
        for byte in word {
            let id = byteIDs[Int(byte)]
            if id >= 0 {
                symbols.append(id)
                followsUnknown = false
            } else if let unknown = options.unknownID {
                // Bytes of one character are separate letters of the alphabet, so each is unknown by itself.
                if !(options.fusesUnknown && followsUnknown) { symbols.append(unknown) }
                followsUnknown = true
            }
        }
    }
}
