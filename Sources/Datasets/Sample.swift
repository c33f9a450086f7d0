/// One training example as a data set yields it: text (or ids) plus the rule by which its label mask is made.
///
/// The rules are those of llama-recipes, so that ids and labels come out equal to the original's.
public enum Sample: Sendable, Equatable {
    /// Prompt and completion are tokenized apart and joined: `encode(BOS + prompt) ++ encode(completion + EOS)`,
    /// both without special tokens; every prompt id is masked (samsum, grammar).
    case separate(prompt: String, completion: String)

    /// Prompt and completion are tokenized as one text with the tokenizer's default special tokens, and EOS is
    /// appended; the first `encode(prompt).count` ids are masked (alpaca).
    case joined(prompt: String, completion: String)

    /// Ids and labels that the data set made itself; a label of -100 is not trained.
    case tokenized(inputIDs: [Int], labels: [Int])
}
