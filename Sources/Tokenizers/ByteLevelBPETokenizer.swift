import Synchronization

/// The tokenizer of GPT-2, Llama 3, SmolLM2 and Qwen 2: added tokens are cut out, the text between them is normalized
/// and split into words, and the bytes of each word are merged into tokens.
final class ByteLevelBPETokenizer: Tokenizer {
    /// The stages, in the order of the work.
    struct Stages: Sendable {
        var addedTokens: AddedTokens
        var normalizer: Normalizer
        var preTokenizer: PreTokenizer
        var model: ByteLevelBPE
        var postProcessor: PostProcessor
    }

    let stages: Stages
    private let special: SpecialTokens
    let vocabularySize: Int
    // One for each thread that has encoded at the same time as others; each keeps its words for the next text.
    private let scratches = Mutex<[BPEScratch]>([])

    init(_ stages: Stages, special: SpecialTokens) {
        self.stages = stages
        self.special = special
        vocabularySize = max(stages.model.tokens.upperBound, (stages.addedTokens.byID.keys.max() ?? -1) + 1)
    }

    var bosTokenID: Int? { special.bosTokenID }
    var eosTokenID: Int? { special.eosTokenID }
    var padTokenID: Int? { special.padTokenID }
    var bosToken: String? { bosTokenID.flatMap(token(for:)) }
    var eosToken: String? { eosTokenID.flatMap(token(for:)) }
    var stopTokenIDs: Set<Int> { special.stopTokenIDs }
    var chatTemplate: String? { special.chatTemplate }

    func token(for id: Int) -> String? {
        if let added = stages.addedTokens.byID[id] { return added.content }
        return stages.model.tokens.bytes(of: id).map { String(decoding: $0, as: UTF8.self) }
    }

    func id(for token: String) -> Int? {
        stages.addedTokens.id(of: token) ?? stages.model.tokens.id(of: token)
    }

    func encode(_ text: String, addSpecialTokens: Bool) -> [Int] {
        var scratch = scratches.withLock { $0.popLast() } ?? BPEScratch()
        var ids = addSpecialTokens ? stages.postProcessor.prefix : []
        var text = text
        text.withUTF8 { encode($0, into: &ids, &scratch) }
        if addSpecialTokens { ids += stages.postProcessor.suffix }
        scratches.withLock { $0.append(scratch) }
        return ids
    }

    private func encode(_ text: UnsafeBufferPointer<UInt8>, into ids: inout [Int], _ scratch: inout BPEScratch) {
        stages.addedTokens.inText.split(text) { piece in
            if let normalized = stages.normalizer.normalize(piece) {
                normalized.withUnsafeBufferPointer { encodeNormalized($0, into: &ids, &scratch) }
            } else {
                encodeNormalized(piece, into: &ids, &scratch)
            }
        } onToken: {
            ids.append($0)
        }
    }

    private func encodeNormalized(
        _ text: UnsafeBufferPointer<UInt8>, into ids: inout [Int], _ scratch: inout BPEScratch
    ) {
        stages.addedTokens.inNormalizedText.split(text) { piece in
            var pieces = WordPieces()
            swap(&pieces, &scratch.pieces)
            stages.preTokenizer.forEachWord(in: piece, &pieces) {
                stages.model.encode($0, into: &ids, &scratch)
            }
            swap(&pieces, &scratch.pieces)
        } onToken: {
            ids.append($0)
        }
    }

    func decode(_ ids: [Int], skipSpecialTokens: Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ids.count * 4)
        for id in ids { appendBytes(of: id, skipSpecialTokens: skipSpecialTokens, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func appendBytes(of id: Int, skipSpecialTokens: Bool, to bytes: inout [UInt8]) {
        if let added = stages.addedTokens.text(of: id) {
            let isSkipped = skipSpecialTokens && stages.addedTokens.byID[id]?.isSpecial == true
            if !isSkipped { bytes.append(contentsOf: added.utf8) }
        } else if let text = stages.model.bytes(of: id) {
            bytes.append(contentsOf: text)
        }
    }
}
