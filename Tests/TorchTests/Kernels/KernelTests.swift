import Testing
import Torch

/// Tests of the kernels, one at a time: the set of instructions in use belongs to the process.
@Suite(.serialized) enum KernelTests {
    /// Calls `body` with every set of instructions that this processor has, the best one last.
    static func withEachInstructionSet(_ body: (InstructionSet) throws -> Void) throws {
        let best = try #require(InstructionSet.current)
        defer { try? InstructionSet.limit(to: best) }
        for set in Array(InstructionSet.allCases.prefix { $0 != best }) + [best] {
            try InstructionSet.limit(to: set)
            #expect(InstructionSet.current == set)
            try body(set)
        }
    }
}
