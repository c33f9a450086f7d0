/// What an attention mask leaves of a row.
public enum AttentionMask {
    /// The places that are attended to, which are one run of ones; what it cuts off at either end is neither attended
    /// to nor trained.
    ///
    /// A mask with a gap, or with other values than 0 and 1, is an error: attention here is causal within a document, so
    /// a hidden token between visible ones cannot be kept from being seen.
    public static func visible(_ mask: some Collection<Int32>) throws -> Range<Int> {
        guard let first = mask.enumerated().first(where: { $0.element != 0 })?.offset else { return 0..<0 }
        let run = mask.dropFirst(first).prefix { $0 == 1 }.count
        guard mask.dropFirst(first + run).allSatisfy({ $0 == 0 }) else {
            throw BatchingError(
                problem: "the attention_mask hides tokens between others, or holds something else than 0 and 1",
                cure: "mask only at the ends of a row, and leave tokens out that nothing may attend to")
        }
        return first..<first + run
    }
}
