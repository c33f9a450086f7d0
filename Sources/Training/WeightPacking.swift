/// When frozen matrices are packed once for all products with them, and when anew for each product, which takes as long as
/// some thirty tokens more. CPU only; the numbers are the same.
///
/// Packed weights come on top of the weights and take twice as much again, or four times for bfloat16 on processors that
/// do not multiply it.
public enum WeightPacking: String, Sendable, CaseIterable {
    /// Once, where steps are short and memory is plenty; see `WeightPackingChoice`.
    case auto
    case once
    case onTheFly = "on_the_fly"
}
