import Testing
import Torch

/// Tests of the kernels, one at a time, since each takes all threads.
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

    /// Expects the same numbers, to the last bit, from one thread and from several.
    static func expectSameOnAnyNumberOfThreads<Result: Equatable>(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
    ) throws {
        let threads = TorchRuntime.numThreads
        defer { try? TorchRuntime.setNumThreads(threads) }
        let results = try [1, 2, 3].map { count in
            try TorchRuntime.setNumThreads(count)
            return try body()
        }
        #expect(results[0] == results[1], "two threads", sourceLocation: sourceLocation)
        #expect(results[0] == results[2], "three threads", sourceLocation: sourceLocation)
    }
}
