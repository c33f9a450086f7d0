import Testing
import Torch

extension KernelTests {
    /// Norms of gradients against sums in float64.
    @Suite struct SquaresTests {
        // Less than a vector, more than is added up in float32, more than a task's share.
        @Test(arguments: [1, 19, 5000, 200_003], [DType.float32, .bfloat16])
        func equalsPlainOperations(_ count: Int, _ dtype: DType) throws {
            let numbers = try Tensor.randn([count]).to(dtype: dtype)
            let expected = try numbers.to(dtype: .float64).square().sum().item().squareRoot()
            try KernelTests.withEachInstructionSet { set in
                let found = try Foreach.norm([numbers])
                #expect(abs(found - expected) <= 1e-6 * expected, "\(set.rawValue)")
            }
        }
    }
}
