import Testing
import Torch

/// What of libtorch's attention for GPUs can be seen without one: who has it, and what it is given.
struct VarlenAttentionTests {
    private func operands() throws -> (query: Tensor, key: Tensor, value: Tensor) {
        func heads(_ count: Int) throws -> Tensor { try Tensor.randn([2, 5, count, 16]).to(dtype: .bfloat16) }
        return (try heads(4), try heads(2), try heads(2))
    }

    @Test func aCPUHasNone() throws {
        let (query, key, value) = try operands()
        #expect(try !VarlenAttention.computes(query: query, key: key, value: value))
    }

    /// Tensors, lengths and settings suit libtorch's operation as far as the choice of a device.
    @Test(arguments: [nil, 3])
    func reachesLibtorchsOperation(_ window: Int?) throws {
        let (query, key, value) = try operands()
        let attention = try VarlenAttention(lengths: [4, 6], device: .cpu, window: window)
        let message = torchError { _ = try attention(query: query, key: key, value: value) }?.message
        #expect(message?.contains("_flash_attention_forward") == true)
        #expect(message?.contains("'CPU' backend") == true)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let (query, key, value) = try operands()
        func message(_ lengths: [Int], _ value: Tensor) -> String? {
            torchError {
                _ = try VarlenAttention(lengths: lengths, device: .cpu)(query: query, key: key, value: value)
            }?.message
        }
        #expect(message([4, 5], value)?.contains("documents of 9 tokens do not fill 10") == true)
        #expect(message([10, 0], value)?.contains("document 1 has 0 tokens") == true)
        #expect(message([10], query)?.contains("do not fit together") == true)
    }
}
