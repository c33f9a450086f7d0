/// The tokens with a role, and the model's chat template.
struct SpecialTokens: Sendable, Equatable {
    var bosTokenID: Int?
    var eosTokenID: Int?
    var padTokenID: Int?
    var stopTokenIDs: Set<Int> = []
    var chatTemplate: String?
}
