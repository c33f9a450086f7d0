/// When frozen matrices are packed once for all products with them, which takes twice their memory, and when anew for each
/// product, which takes as long as some thirty tokens more. CPU only; the numbers are the same.
public enum WeightPacking: String, Sendable, CaseIterable {
    /// Once, where steps are short and memory is plenty; see `WeightPackingChoice`.
    case auto
    case once
    case onTheFly = "on_the_fly"
}
