/// Why a file of tokenized samples is not to be trusted.
struct TokenizedDamage: Error, Equatable {
    let problem: String
}
