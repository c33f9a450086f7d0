import Checkpoints
import Foundation
import ModelFiles
import Models
import NN
import Testing
import Torch

/// A real model of 260 thousand parameters against what its author's program computes.
struct StoriesModelTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path + "/shared/fixtures/stories260k"
    private static let isPresent = FileManager.default.fileExists(atPath: folder + "/hf/config.json")

    @Test(.enabled(if: isPresent, "../shared/fixtures/stories260k is not there"))
    func greedyContinuationIsTheReferences() throws {
        let reference = try JSONValue(contentsOf: Self.folder + "/reference.json")
        let wanted = try #require(reference["greedy_ids_from_bos"]?.arrayValue).compactMap(\.intValue)
        let model = try ModelRegistry.standard.load(
            configPath: Self.folder + "/hf/config.json", weights: SafetensorsWeights(path: Self.folder + "/hf"),
            dtype: .float32)
        try Autograd.noGrad {
            let cache = KVCache(blockCount: model.blockCount)
            var ids = [wanted[0]]
            while ids.count < wanted.count {
                let input = try ModelInput(continuing: cache.length, inputIDs: [ids[ids.count - 1]])
                let logits = try model.logits(model.hidden(input, cache: cache))
                ids.append(Int(try logits.argmax().int64Item()))
            }
            #expect(ids == wanted)
        }
    }
}
