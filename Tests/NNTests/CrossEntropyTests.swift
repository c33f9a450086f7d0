import NN
import Testing
import Torch

struct CrossEntropyTests {
    private let tokens = 37
    private let width = 16
    private let vocabulary = 50

    private func makeTargets() -> [Int32] {
        (0..<tokens).map { $0 % 3 == 1 ? CrossEntropy.ignoredTarget : Int32(($0 * 13) % vocabulary) }
    }

    private func loss(_ head: Parameter, chunkRows: Int) -> CrossEntropy {
        CrossEntropy(headParameters: [head], chunkRows: chunkRows) { try Functional.linear($0, head.tensor) }
    }

    /// All logits at once.
    private func reference(_ hidden: Tensor, _ head: Parameter, _ targets: [Int32]) throws -> Tensor {
        try Functional.crossEntropy(
            Functional.linear(hidden, head.tensor), Tensor(targets.map(Int64.init)), reduction: .sum)
    }

    private func difference(_ a: Tensor, _ b: Tensor) throws -> Double {
        try (a - b).abs().max().item()
    }

    @Test(arguments: [1, 10, 1000])
    func valueAndGradientsEqualTheWholeComputation(_ chunkRows: Int) throws {
        let hidden = try Tensor.randn([tokens, width]).setRequiresGrad()
        let head = Parameter(try Tensor.randn([vocabulary, width]))
        try head.setTrainable(true)
        let targets = makeTargets()
        let found = try loss(head, chunkRows: chunkRows).sum(hidden: hidden, targets: targets)
        let wanted = try reference(hidden, head, targets)
        #expect(found.shape == [] && found.dtype == .float32)
        #expect(try abs(found.item() - wanted.item()) < 1e-5 * wanted.item())
        // The divisor stands for the caller's count of trained tokens: gradients must scale with it.
        let one = try Autograd.grad(of: found / 25, wrt: [hidden, head.tensor])
        let other = try Autograd.grad(of: wanted / 25, wrt: [hidden, head.tensor])
        for (a, b) in zip(one, other) { #expect(try difference(#require(a), #require(b)) < 1e-5) }
    }

    @Test func aFrozenHeadGetsNoGradient() throws {
        let hidden = try Tensor.randn([tokens, width]).setRequiresGrad()
        let head = Parameter(try Tensor.randn([vocabulary, width]))
        try loss(head, chunkRows: 8).sum(hidden: hidden, targets: makeTargets()).backward()
        #expect(try head.gradient == nil)
        let wanted = try Autograd.grad(of: reference(hidden, head, makeTargets()), wrt: [hidden])
        #expect(try difference(#require(try hidden.grad), #require(wanted[0])) < 1e-5)
    }

    @Test func rowsWithoutTargetNeverMeetTheHead() throws {
        let hidden = try Tensor.randn([tokens, width])
        let head = try Tensor.randn([vocabulary, width])
        var seen = 0
        let loss = CrossEntropy(headParameters: [], chunkRows: 10) { rows in
            seen += try rows.size(0)
            return try Functional.linear(rows, head)
        }
        _ = try loss.sum(hidden: hidden, targets: makeTargets())
        #expect(seen == makeTargets().count { $0 != CrossEntropy.ignoredTarget })
        #expect(seen < tokens)
    }

    @Test func lossesPerTokenAddUp() throws {
        let hidden = try Tensor.randn([1, tokens, width]).setRequiresGrad()
        let head = Parameter(try Tensor.randn([vocabulary, width]))
        let loss = loss(head, chunkRows: 7)
        let each = try loss.perToken(hidden: hidden, targets: makeTargets())
        #expect(!each.requiresGrad)
        #expect(each.shape == [makeTargets().count { $0 != CrossEntropy.ignoredTarget }])
        let sum = try loss.sum(hidden: hidden, targets: makeTargets()).item()
        #expect(try abs(each.sum().item() - sum) < 1e-5 * sum)
        let plain = try Autograd.noGrad { try loss.sum(hidden: hidden, targets: makeTargets()) }
        #expect(!plain.requiresGrad)
        #expect(try abs(plain.item() - sum) < 1e-5 * sum)
    }

    @Test func withoutTargetsTheSumIsZeroAndSoIsTheGradient() throws {
        let hidden = try Tensor.randn([tokens, width]).setRequiresGrad()
        let head = Parameter(try Tensor.randn([vocabulary, width]))
        let targets = [Int32](repeating: CrossEntropy.ignoredTarget, count: tokens)
        let sum = try loss(head, chunkRows: 8).sum(hidden: hidden, targets: targets)
        #expect(try sum.item() == 0)
        try sum.backward()
        #expect(try #require(try hidden.grad).abs().max().item() == 0)
        #expect(try loss(head, chunkRows: 8).perToken(hidden: hidden, targets: targets).shape == [0])
    }

    @Test func badTargetsAreRefused() throws {
        let hidden = try Tensor.randn([tokens, width])
        let head = Parameter(try Tensor.randn([vocabulary, width]))
        #expect(throws: NNError.self) { try loss(head, chunkRows: 8).sum(hidden: hidden, targets: [1, 2]) }
        #expect(throws: TorchError.self) {
            let outside = [Int32](repeating: Int32(vocabulary), count: tokens)
            _ = try loss(head, chunkRows: 8).sum(hidden: hidden, targets: outside)
        }
    }

    @Test func halfPrecisionIsSummedInFloat32() throws {
        let hidden = try Tensor.randn([tokens, width]).to(dtype: .bfloat16).setRequiresGrad()
        let head = Parameter(try Tensor.randn([vocabulary, width]).to(dtype: .bfloat16))
        try head.setTrainable(true)
        let sum = try loss(head, chunkRows: 8).sum(hidden: hidden, targets: makeTargets())
        #expect(sum.dtype == .float32)
        let exact = try reference(
            hidden.detach().to(dtype: .float32), Parameter(head.tensor.detach().to(dtype: .float32)), makeTargets())
        #expect(try abs(sum.item() - exact.item()) < 5e-3 * exact.item())
        try sum.backward()
        #expect(try #require(try hidden.grad).dtype == .bfloat16)
        #expect(try #require(try head.gradient).dtype == .bfloat16)
    }
}
