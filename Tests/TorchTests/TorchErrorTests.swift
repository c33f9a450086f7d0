import Testing
import Torch

@Suite struct TorchErrorTests {
    @Test func shapeMismatchNamesOperationAndShapes() throws {
        let (a, b) = (try Tensor.zeros([2, 3]), try Tensor.zeros([4, 5], dtype: .float32))
        let error = try #require(torchError { _ = try a.matmul(b) })
        #expect(error.code == .invalidArgument)
        #expect(error.operation == "matmul")
        #expect(error.message.contains("float32[2, 3], float32[4, 5]"))
        #expect(!error.description.contains("\n"))
        #expect(error.description.hasPrefix("matmul: "))
        #expect(!error.description.contains("Exception raised from"))
    }

    @Test func kindsOfErrors() throws {
        let a = try Tensor.zeros([2, 3])
        #expect(torchError { _ = try a.select(dim: 0, index: 2) }?.code == .index)
        #expect(torchError { _ = try a.sum([5]) }?.code == .index)
        #expect(torchError { _ = try a + Tensor.zeros([4]) }?.operation == "+")
        let tooLarge = torchError { _ = try Tensor.zeros([1 << 50], dtype: .int8) }
        #expect(tooLarge?.code == .outOfMemory)
        #expect(tooLarge?.message.contains("allocate 1125899906842624 bytes") == true)
        #expect(torchError { _ = try Tensor.zeros([-1]) }?.code == .invalidArgument)
        #expect(torchError { _ = try Tensor.cat([a, Tensor.zeros([9])], dim: 0) }?.message.contains("[9]") == true)
    }

    @Test func errorsOfDifferentThreadsDoNotMix() async throws {
        await withTaskGroup(of: Bool.self) { group in
            for size in 2..<10 {
                group.addTask {
                    (0..<50).allSatisfy { _ in
                        torchError { _ = try Tensor.zeros([size]).reshape([size + 1]) }?
                            .message.contains("[\(size)]") == true
                    }
                }
            }
            for await succeeded in group { #expect(succeeded) }
        }
    }
}
