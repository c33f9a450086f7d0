/// What goes around the ids of a text by default.
struct PostProcessor: Sendable, Equatable {
    /// Ids before the text, such as BOS.
    var prefix: [Int] = []
    /// Ids after the text, such as EOS.
    var suffix: [Int] = []

    /// Applies a further step to what this one gives: its ids go outside.
    func then(_ outer: PostProcessor) -> PostProcessor {
        PostProcessor(prefix: outer.prefix + prefix, suffix: suffix + outer.suffix)
    }
}
