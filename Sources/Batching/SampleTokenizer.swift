public import Datasets
public import Tokenizers

/// Turns samples into ids and labels, by llama-recipes' rules for each kind of sample.
public struct SampleTokenizer: Sendable {
    let tokenizer: any Tokenizer

    public init(tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
    }

    /// Ids and labels of one sample; `Sample` tells the rule of each case.
    ///
    /// A tokenizer without a BOS token prepends none; one without an EOS token is an error, as a model trained without
    /// it would never learn to stop.
    public func tokenize(_ sample: Sample) throws -> TokenizedSample {
        try tokenizeNotingShift(sample).sample
    }

    /// The id that fills up shorter rows: the tokenizer's pad token, else EOS.
    public var padTokenID: Int32 {
        // Without either, any id does: padding is never attended to by data and never trained.
        Int32(truncatingIfNeeded: tokenizer.padTokenID ?? tokenizer.eosTokenID ?? 0)
    }

    /// As `tokenize`, and whether the prompt's ids are not the start of the joined ids, so that the mask (which only
    /// counts ids) begins the trained part beside the true boundary.
    func tokenizeNotingShift(_ sample: Sample) throws -> (sample: TokenizedSample, isShifted: Bool) {
        switch sample {
        case .separate(let prompt, let completion):
            guard let eos = tokenizer.eosToken else { throw Self.noEOS }
            let masked = try tokenizer.encode((tokenizer.bosToken ?? "") + prompt, addSpecialTokens: false)
            let trained = try tokenizer.encode(completion + eos, addSpecialTokens: false)
            return (try Self.sample(masked + trained, maskedCount: masked.count), false)
        case .joined(let prompt, let completion):
            guard let eos = tokenizer.eosTokenID else { throw Self.noEOS }
            let masked = try tokenizer.encode(prompt, addSpecialTokens: true)
            let ids = try tokenizer.encode(prompt + completion, addSpecialTokens: true) + [eos]
            return (try Self.sample(ids, maskedCount: masked.count), !ids.starts(with: masked))
        case .tokenized(let inputIDs, let labels):
            return (try checked(inputIDs, labels), false)
        }
    }

    private static let noEOS = BatchingError(
        problem: "the tokenizer has no EOS token, so the model could not learn to stop",
        cure: "name one as eos_token in tokenizer_config.json")

    private static func sample(_ ids: [Int], maskedCount: Int) throws -> TokenizedSample {
        let ids = try ids.map(narrow)
        let masked = min(maskedCount, ids.count)
        let ignored = Array(repeating: TokenizedSample.ignoredLabel, count: masked)
        return TokenizedSample(inputIDs: ids, labels: ignored + ids[masked...])
    }

    /// Ids that a data set made itself, held against the vocabulary: a wrong one would fail deep inside the model.
    private func checked(_ ids: [Int], _ labels: [Int]) throws -> TokenizedSample {
        guard ids.count == labels.count else {
            throw BatchingError(
                problem: "there are \(ids.count) ids and \(labels.count) labels",
                cure: "give one label per id, -100 where none is trained")
        }
        let size = tokenizer.vocabularySize
        if let id = ids.first(where: { !(0..<size).contains($0) }) {
            throw BatchingError(
                problem: "the id \(id) is outside the vocabulary of \(size)",
                cure: "make the ids with the tokenizer of the model that is trained")
        }
        let ignored = Int(TokenizedSample.ignoredLabel)
        if let label = labels.first(where: { $0 != ignored && !(0..<size).contains($0) }) {
            throw BatchingError(
                problem: "the label \(label) is neither -100 nor in the vocabulary of \(size)",
                cure: "use -100 where no token is trained, and ids of the model's tokenizer elsewhere")
        }
        return TokenizedSample(inputIDs: try ids.map(Self.narrow), labels: try labels.map(Self.narrow))
    }

    private static func narrow(_ id: Int) throws -> Int32 {
        guard let id = Int32(exactly: id) else {
            throw BatchingError(problem: "the id \(id) needs more than 32 bits", cure: "check the tokenizer's files")
        }
        return id
    }
}
