import ModelFiles

/// The tokens with a role in a GGUF file.
struct GGUFSpecialTokens {
    private(set) var roles = SpecialTokens()
    /// Ids of tokens whose text alone says that they end a text or a turn.
    let endings: Set<Int>

    // Files made by older converters neither name these nor give them a type; llama.cpp finds them by their text too.
    private static let endingTexts = [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>", "<|eom_id|>",
        "<EOT>", "<end_of_utterance>",
    ]

    /// Reads the ids and checks that they are in the vocabulary.
    init(_ file: GGUFFile, _ tokens: TokenTable) throws {
        func id(_ key: String) throws -> Int? {
            guard file.has(key) else { return nil }
            let id = try file.int(key)
            guard tokens.contains(id) else {
                throw TokenizerError(
                    file.path, key, problem: "the id \(id) is not among the \(tokens.count) tokens",
                    cure: "convert the model again")
            }
            return id
        }
        endings = Set(Self.endingTexts.compactMap { tokens.id(of: $0) })
        roles.bosTokenID = try id(GGUFTokenizerKeys.bosID)
        roles.eosTokenID = try id(GGUFTokenizerKeys.eosID)
        roles.padTokenID = try id(GGUFTokenizerKeys.padID)
        let named = [roles.eosTokenID, try id(GGUFTokenizerKeys.eotID), try id(GGUFTokenizerKeys.eomID)]
        roles.stopTokenIDs = endings.union(named.compactMap { $0 })
        if file.has(GGUFTokenizerKeys.chatTemplate) {
            roles.chatTemplate = try file.string(GGUFTokenizerKeys.chatTemplate)
        }
    }

    /// What goes around the ids: BOS and EOS where the file says so, and BOS by default for some models.
    func postProcessor(_ file: GGUFFile, addsBOSByDefault: Bool) throws -> PostProcessor {
        func ids(_ switchKey: String, default value: Bool, _ idKey: String, _ id: Int?) throws -> [Int] {
            guard file.has(switchKey) ? try file.bool(switchKey) : value else { return [] }
            guard let id else {
                throw TokenizerError(
                    file.path, idKey, problem: "is missing, but the token is to be added to each text",
                    cure: "convert the model again")
            }
            return [id]
        }
        return PostProcessor(
            prefix: try ids(
                GGUFTokenizerKeys.addBOS, default: addsBOSByDefault, GGUFTokenizerKeys.bosID, roles.bosTokenID),
            suffix: try ids(GGUFTokenizerKeys.addEOS, default: false, GGUFTokenizerKeys.eosID, roles.eosTokenID))
    }
}
