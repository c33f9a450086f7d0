import Testing
import Torch

@Suite struct DeviceTests {
    @Test func names() throws {
        #expect(try Device(parsing: "cpu") == .cpu)
        #expect(try Device(parsing: "auto") == (TorchRuntime.isCUDAAvailable ? .cuda(0) : .cpu))
        #expect(Device.cuda(1).description == "cuda:1")
    }

    @Test(arguments: ["gpu", "", "cpu:1", "cuda:", "cuda:-1", "cuda:x", "auto:0"])
    func unknownNames(text: String) {
        let error = torchError { _ = try Device(parsing: text) }
        #expect(error?.message == "unknown device '\(text)'; use auto, cpu, cuda or cuda:N")
    }

    @Test(.enabled(if: !TorchRuntime.isCUDAAvailable, "needs a machine on which CUDA cannot be used"))
    func missingCUDAIsAnErrorThatSaysWhatToDo() {
        for body in [
            { _ = try Device(parsing: "cuda") }, { _ = try Tensor.zeros([1], device: .cuda(0)) },
            { _ = try Tensor([1] as [Float]).to(device: .cuda(0)) },
        ] as [() throws -> Void] {
            let message = torchError(body)?.message ?? ""
            #expect(message.contains("CUDA"))
            #expect(message.contains("cpu") || message.contains("shows 0"))
        }
    }
}
