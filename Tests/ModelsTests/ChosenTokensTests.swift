import Models
import NN
import ParitySupport
import Testing
import Torch

/// A model asked for some tokens gives what it gives for them when asked for all.
struct ChosenTokensTests {
    /// float32 runs as one operation a block, float64 operation by operation.
    @Test(arguments: ParityFixture.fullSize, [DType.float32, .float64])
    func hiddenStatesAndGradientsAreThoseOfAll(_ fixture: ParityFixture, _ dtype: DType) throws {
        let model = try fixture.model(dtype: dtype)
        try model.setTrainable(true)
        let ids = Array(try fixture.input().inputIDs.int64s().map(Int32.init).prefix(24))
        let lengths = [[5, 7], [12]]
        let positions = lengths.joined().flatMap { (0..<$0).map(Int32.init) }
        let chosen = [2, 3, 11, 17, 23]
        func run(_ chosenTokens: [Int]?) throws -> [[Double]] {
            var input = try ModelInput(
                inputIDs: ids, positionIDs: positions, rows: 2, length: 12, documentLengths: lengths)
            input.chosenTokens = chosenTokens
            var hidden = try model.hidden(input)
            if chosenTokens == nil {
                let index = try Tensor(chosen.map(Int64.init))
                hidden = try hidden.flatten(to: -2).indexSelect(dim: 0, index: index)
            }
            #expect(hidden.shape == [chosen.count, model.hiddenSize])
            try (hidden * hidden * hidden).sum().backward()
            defer { try? model.clearGradients() }
            let gradients = try model.namedParameters().compactMap { try $0.parameter.tensor.grad }
            return try ([hidden.detach()] + gradients).map { try $0.to(dtype: .float64).doubles() }
        }
        let (found, expected) = (try run(chosen), try run(nil))
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) {
            let largest = expected.map(abs).max() ?? 0
            let error = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
            #expect(error <= (dtype == .float32 ? 2e-5 : 1e-12) * max(largest, 1e-3))
        }
    }

    @Test func theirLayersAreThoseBehindTheLastAttention() throws {
        let model = try ParityFixture("gqa-tied").model()
        let paths = Set(model.linearLayers().map(\.path))
        #expect(model.layersOfChosenTokens.count == 4)
        #expect(model.layersOfChosenTokens.allSatisfy(paths.contains))
        #expect(model.layersOfChosenTokens.allSatisfy { $0.contains(".\(model.blockCount - 1).") })
    }
}
