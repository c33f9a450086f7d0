import Models
import NN
import ParitySupport
import Testing
import Torch

/// Reading with a cache gives what one forward pass over the whole text gives.
struct CachedDecodingTests {
    // Dynamic scaling is missing: its frequencies depend on the length read so far, in transformers too.
    private static let fixtures = ParityFixture.all.filter { $0.name != "dynamic-rope" }

    @Test(arguments: fixtures, [[24], [1, 23], [10, 1, 1, 1, 5, 6], Array(repeating: 1, count: 24)])
    func chunksGiveTheSameLogits(_ fixture: ParityFixture, _ chunks: [Int]) throws {
        try Autograd.noGrad {
            let model = try fixture.model()
            let input = try fixture.input()
            let whole = try model.logits(model.hidden(input))
            let cache = KVCache(blockCount: model.blockCount, capacity: 5)
            var parts: [Tensor] = []
            for length in chunks {
                let start = cache.length
                let chunk = ModelInput(
                    inputIDs: try input.inputIDs.narrow(dim: 1, start: start, length: length),
                    positionIDs: try input.positionIDs.narrow(dim: 1, start: start, length: length))
                parts.append(try model.logits(model.hidden(chunk, cache: cache)))
            }
            #expect(cache.length == 24)
            #expect(try relativeError(Tensor.cat(parts, dim: 1), whole) < 1e-5)
        }
    }

    @Test func aCacheCanBeUsedAgain() throws {
        try Autograd.noGrad {
            let model = try ParityFixture("mha").model()
            let cache = KVCache(blockCount: model.blockCount)
            let first = try model.hidden(ModelInput(inputIDs: [5, 6, 7, 8]), cache: cache)
            cache.reset()
            #expect(cache.length == 0)
            let second = try model.hidden(ModelInput(inputIDs: [5, 6, 7, 8]), cache: cache)
            #expect(try relativeError(second, first) == 0)
            let next = try model.hidden(ModelInput(continuing: 4, inputIDs: [9]), cache: cache)
            let whole = try model.hidden(ModelInput(inputIDs: [5, 6, 7, 8, 9]))
            #expect(try relativeError(next, whole.narrow(dim: 1, start: 4, length: 1)) < 1e-5)
        }
    }

    @Test func aCacheOfAnotherModelOrBatchIsRefused() throws {
        try Autograd.noGrad {
            let model = try ParityFixture("mha").model()
            #expect(throws: NNError.self) {
                _ = try model.hidden(ModelInput(inputIDs: [1, 2]), cache: KVCache(blockCount: 1))
            }
            let cache = KVCache(blockCount: model.blockCount)
            _ = try model.hidden(ModelInput(inputIDs: [1, 2]), cache: cache)
            #expect(throws: NNError.self) {
                _ = try model.hidden(ModelInput(inputIDs: [1, 2, 3, 4], rows: 2, length: 2), cache: cache)
            }
            #expect(throws: NNError.self) {
                let packed = try ModelInput(inputIDs: [1, 2, 3], rows: 1, length: 3, documentLengths: [[1, 2]])
                _ = try model.hidden(packed, cache: KVCache(blockCount: model.blockCount))
            }
        }
    }
}
