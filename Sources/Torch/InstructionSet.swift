import CTorch

/// The vector instructions that this library's own CPU kernels use.
public enum InstructionSet: String, Sendable, CaseIterable {
    /// Vectors of four floats, which every processor has.
    case portable
    case avx2
    case avx512
    /// AVX-512 with products of bfloat16 pairs.
    case avx512BFloat16 = "avx512_bf16"

    /// What operations of this thread use: the best that the processor has, or less where `LLAMA_RECIPES_INSTRUCTIONS`
    /// names less.
    public static var current: InstructionSet? { InstructionSet(rawValue: String(cString: ct_instruction_set())) }

    /// Uses no more than this set from now on, in operations that this thread begins; what the processor lacks stays
    /// unused. For tests.
    public static func limit(to most: InstructionSet) throws {
        try check(ct_limit_instruction_set(most.rawValue))
    }
}
