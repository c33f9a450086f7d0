import Foundation
import Testing
import Torch

@Suite struct AutogradTests {
    /// y = sum(silu(x w) * 2) with gradients by hand: silu'(z) = s(z) (1 + z (1 - s(z))).
    @Test func gradientsOfAComposite() throws {
        let x = try Tensor([1, -2] as [Double], shape: [1, 2]).setRequiresGrad()
        let w = try Tensor([0.5, 1, -1, 0.25] as [Double], shape: [2, 2]).setRequiresGrad()
        try (x.matmul(w).silu() * 2).sum().backward()
        let slopes = [0.5 + 2, 1 - 0.5].map { z in
            let s = 1 / (1 + exp(-z))
            return 2 * s * (1 + z * (1 - s))
        }
        try expectClose(
            #require(try x.grad), [0.5 * slopes[0] + slopes[1], -slopes[0] + 0.25 * slopes[1]], shape: [1, 2],
            tolerance: 1e-12)
        try expectClose(
            #require(try w.grad), [slopes[0], slopes[1], -2 * slopes[0], -2 * slopes[1]], tolerance: 1e-12)
    }

    @Test func gradientsAddUpUntilCleared() throws {
        let x = try Tensor([2] as [Float]).setRequiresGrad()
        #expect(x.requiresGrad)
        #expect(try x.grad == nil)
        let y = try x.square().sum()
        try y.backward(retainGraph: true)
        try y.backward()
        #expect(try x.grad?.floats() == [8])
        try x.clearGrad()
        #expect(try x.grad == nil)
        try x.setGrad(Tensor([5] as [Float]))
        #expect(try x.grad?.floats() == [5])
        #expect(torchError { try x.setGrad(Tensor([1, 2] as [Float])) } != nil)
        #expect(torchError { try y.backward() } != nil)
    }

    @Test func aGradientFlowsInFromBehind() throws {
        let x = try Tensor([1, 2] as [Float]).setRequiresGrad()
        let y = try x * 3
        #expect(torchError { try y.backward() } != nil)
        try y.backward(gradient: Tensor([10, 100] as [Float]))
        #expect(try x.grad?.floats() == [30, 300])
        #expect(try y.grad == nil)
    }

    @Test func gradReturnsNilForWhatIsNotUsed() throws {
        let (a, b) = (try Tensor([3] as [Float]).setRequiresGrad(), try Tensor([4] as [Float]).setRequiresGrad())
        let gradients = try Autograd.grad(of: a.square(), wrt: [b, a], gradient: Tensor([2] as [Float]))
        #expect(gradients[0] == nil)
        #expect(try gradients[1]?.floats() == [12])
        #expect(try a.grad == nil)
    }

    @Test func secondDerivatives() throws {
        let x = try Tensor([2] as [Double]).setRequiresGrad()
        let first = try #require(try Autograd.grad(of: x.pow(3), wrt: [x], createGraph: true)[0])
        let second = try #require(try Autograd.grad(of: first, wrt: [x])[0])
        #expect(try first.item() == 12 && second.item() == 12)
    }

    @Test func noGradRestoresStateAfterAThrow() throws {
        struct Stop: Error {}
        let x = try Tensor([1] as [Float]).setRequiresGrad()
        #expect(throws: Stop.self) {
            try Autograd.noGrad {
                #expect(!Autograd.isGradEnabled)
                #expect(try !(x * 2).requiresGrad)
                #expect(try Autograd.withGrad { try x * 2 }.requiresGrad)
                #expect(!Autograd.isGradEnabled)
                throw Stop()
            }
        }
        #expect(Autograd.isGradEnabled)
        #expect(try (x * 2).requiresGrad)
        #expect(Autograd.noGrad { 7 } == 7)
    }

    @Test func leavesChangeInPlaceOnlyWithoutRecording() throws {
        let x = try Tensor([1] as [Float]).setRequiresGrad()
        #expect(torchError { try x.addInPlace(1) } != nil)
        try Autograd.noGrad { try x.addInPlace(1) }
        #expect(try x.floats() == [2])
        try x.setRequiresGrad(false)
        #expect(!x.requiresGrad)
        #expect(torchError { try Tensor.arange(2).setRequiresGrad() } != nil)
    }

    /// Forward without a record, then replayed in the backward pass, as activation checkpointing does.
    @Test func replayedSegmentsGiveTheSameGradients() throws {
        let x = try Tensor([0.5, -1] as [Double]).setRequiresGrad()
        let segment: (Tensor) throws -> Tensor = { try ($0.exp() * $0).tanh() }
        try segment(x).sum().backward()
        let expected = try #require(try x.grad).doubles()

        let output = try Autograd.noGrad { try segment(x) }
        let outer = try output.detach().setRequiresGrad()
        try outer.sum().backward()
        let input = try x.detach().setRequiresGrad()
        try segment(input).backward(gradient: outer.grad)
        try expectClose(#require(try input.grad), expected, tolerance: 1e-15)
    }

    /// A loss whose gradients were found by other means: here half of x², whose gradient is x.
    @Test func attachedGradientsFlowBack() throws {
        let x = try Tensor([3, -4] as [Double]).setRequiresGrad()
        let unused = try Tensor([1] as [Double])
        let doubled = try x * 2
        let value = try Autograd.noGrad { try (doubled.square() / 2).sum() }
        let loss = try Autograd.attach(value, inputs: [doubled, unused], gradients: [doubled.detach(), unused])
        #expect(try loss.requiresGrad && loss.item() == 50)
        #expect(!value.requiresGrad)
        try (loss * 10).backward()
        try expectClose(#require(try x.grad), [120, -160])
        #expect(torchError { try loss.backward() } != nil)
        #expect(try !Autograd.attach(value, inputs: [unused], gradients: [unused]).requiresGrad)
    }

    @Test func attachedGradientsMustFit() throws {
        let x = try Tensor([3, -4] as [Float]).setRequiresGrad()
        let value = try Tensor.scalar(0)
        #expect(torchError { _ = try Autograd.attach(value, inputs: [x], gradients: []) } != nil)
        let error = torchError { _ = try Autograd.attach(value, inputs: [x], gradients: [value]) }
        #expect(error?.message.contains("gradient 0") == true)
        #expect(torchError { _ = try Autograd.attach(x.detach(), inputs: [x], gradients: [x]) } != nil)
    }

    @Test func attachedGradientsAreTakenOverWithoutACopy() throws {
        let x = try Tensor([3, -4] as [Float]).setRequiresGrad()
        let gradient = try Tensor([1, 2] as [Float])
        let address = try gradient.withUnsafeBytes { $0.baseAddress }
        try Autograd.attach(.scalar(0), inputs: [x], gradients: [gradient]).backward()
        let taken = try #require(try x.grad)
        #expect(try taken.floats() == [1, 2])
        #expect(try taken.withUnsafeBytes { $0.baseAddress } == address)
    }

    /// A mean's gradients are a sum's, times what flows in: copied only where they are needed once more.
    @Test func attachedGradientsAreScaledWhereTheyAreIfNobodyElseHoldsThem() throws {
        let x = try Tensor([3, -4] as [Float]).setRequiresGrad()
        func loss() throws -> (Tensor, UnsafeRawPointer?) {
            let gradient = try Tensor([1, 2] as [Float])
            let address = try gradient.withUnsafeBytes { $0.baseAddress }
            return (try Autograd.attach(.scalar(0), inputs: [x], gradients: [gradient]), address)
        }
        let (value, address) = try loss()
        try (value * 10).backward()
        #expect(try #require(try x.grad).floats() == [10, 20])
        #expect(try #require(try x.grad).withUnsafeBytes { $0.baseAddress } == address)

        try x.setGrad(nil)
        let again = try loss().0 * 10
        try again.backward(retainGraph: true)
        try again.backward()
        #expect(try #require(try x.grad).floats() == [20, 40])

        // What an earlier pass handed out is not touched by a later one.
        let kept = try loss().0
        let first = try Autograd.grad(of: kept, wrt: [x], retainGraph: true)
        let second = try Autograd.grad(of: kept, wrt: [x], gradient: Tensor([10] as [Float], shape: []))
        #expect(try #require(first[0]).floats() == [1, 2])
        #expect(try #require(second[0]).floats() == [10, 20])

        // One number that stands for all cannot be written to.
        try x.setGrad(nil)
        let spread = try Autograd.attach(
            .scalar(0), inputs: [x], gradients: [Tensor([3] as [Float]).expand([2])])
        try (spread * 10).backward()
        #expect(try #require(try x.grad).floats() == [30, 30])

        try x.setGrad(nil)
        let held = try Tensor([1, 2] as [Float])
        try (Autograd.attach(.scalar(0), inputs: [x], gradients: [held]) * 10).backward()
        #expect(try #require(try x.grad).floats() == [10, 20])
        #expect(try held.floats() == [1, 2])
    }
}
