import NN
import Tokenizers
import Torch

/// Continues texts token by token, with a key-value cache.
public struct Generator {
    /// Why a continuation ended.
    public enum StopReason: String, Sendable {
        /// A stop token came.
        case stop
        /// `max_new_tokens` were added.
        case length
    }

    public struct Result: Sendable, Equatable {
        /// The new ids, without the stop token.
        public let ids: [Int]
        /// The new text, special tokens left out.
        public let text: String
        public let stopReason: StopReason
        public let promptTokens: Int
    }

    private let loaded: LoadedModel
    private let settings: GenerationSettings
    private let sampler: Sampler

    /// Seeds the sampling, so that equal settings give equal texts.
    public init(_ loaded: LoadedModel, _ settings: GenerationSettings) throws {
        self.loaded = loaded
        self.settings = settings
        sampler = Sampler(settings)
        try TorchRuntime.seed(settings.seed)
    }

    /// Continues `promptIDs`.
    ///
    /// - Parameter onText: called with each piece of new text as soon as its characters are complete.
    /// - Throws: `RecipeError` for an empty prompt, `TorchError` when memory runs out.
    public func generate(_ promptIDs: [Int], onText: (String) -> Void = { _ in }) throws -> Result {
        guard !promptIDs.isEmpty else { throw RecipeError("the prompt is empty", cure: "give at least one token") }
        try loaded.requireEmbeddings(of: promptIDs)
        let (model, tokenizer) = (loaded.model, loaded.tokenizer)
        return try Autograd.noGrad {
            let cache = KVCache(
                blockCount: model.blockCount, capacity: promptIDs.count + min(settings.maxNewTokens, 256))
            var decoder = StreamingDecoder(tokenizer: tokenizer)
            var ids: [Int] = []
            var text = ""
            var unread = promptIDs
            var stopReason = StopReason.length
            while ids.count < settings.maxNewTokens {
                var input = try ModelInput(continuing: cache.length, inputIDs: unread, device: model.device)
                input.chosenTokens = [unread.count - 1]
                let last = try model.hidden(input, cache: cache)  // [1, D]
                let next = try sampler.choose(model.logits(last).flatten())
                if !settings.ignoreEOS, tokenizer.stopTokenIDs.contains(next) {
                    stopReason = .stop
                    break
                }
                ids.append(next)
                unread = [next]
                emit(decoder.append(next), to: &text, onText)
            }
            emit(decoder.finish(), to: &text, onText)
            return Result(ids: ids, text: text, stopReason: stopReason, promptTokens: promptIDs.count)
        }
    }

    private func emit(_ piece: String, to text: inout String, _ onText: (String) -> Void) {
        guard !piece.isEmpty else { return }
        text += piece
        onText(piece)
    }
}
