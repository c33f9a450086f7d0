import Batching
import Foundation
import NN
import Testing
import TestingSupport
import Torch
import Training

@Suite("Weight packing")
struct WeightPackingTests {
    @Test("auto packs for short batches, where memory is plenty and is not being saved")
    func auto() throws {
        let model = try TinyLlama.model()
        try model.setTrainable(false)
        let matrices = model.linearLayers().flatMap { $0.layer.parameters.map(\.parameter.tensor) }
        let bytes = matrices.reduce(0) { $0 + 4 * $1.count }
        func packs(_ packing: WeightPacking, tokens: Int, memory: Int, recomputes: Bool = false) -> Bool {
            var choice = WeightPackingChoice(packing, model: model, recomputes: recomputes) { memory }
            #expect(choice.bytes == 2 * bytes)
            return choice.packs(tokens: tokens)
        }
        #expect(packs(.auto, tokens: 384, memory: 16 * bytes))
        #expect(!packs(.auto, tokens: 385, memory: 16 * bytes))
        #expect(!packs(.auto, tokens: 384, memory: 16 * bytes - 1))
        #expect(!packs(.auto, tokens: 384, memory: 16 * bytes, recomputes: true))
        #expect(packs(.once, tokens: 100_000, memory: 0, recomputes: true))
        #expect(!packs(.onTheFly, tokens: 1, memory: .max))
    }

    @Test("what is trained is not counted")
    func trained() throws {
        let model = try TinyLlama.model()
        try model.setTrainable(true)
        #expect(WeightPackingChoice(.auto, model: model).bytes == 0)
    }

    @Test("the memory that is left is less than what is built in, and not nothing")
    func availableMemory() {
        #expect(AvailableMemory.bytes > 1 << 20)
        #expect(AvailableMemory.bytes < Int(clamping: ProcessInfo.processInfo.physicalMemory))
    }

    @Test("a run that packs ends with the same weights, and keeps what it packed")
    func sameNumbers() throws {
        func train(_ packing: WeightPacking) throws -> (norm: [Float], packed: Int) {
            let model = try TinyLlama.model()
            try model.setTrainable(false)
            let name = "model.layers.0.input_layernorm.weight"
            let norm = try #require(model.namedParameters().first { $0.name == name }).parameter
            try norm.setTrainable(true)
            var configuration = TrainerConfiguration()
            (configuration.epochs, configuration.weightPacking) = (2, packing)
            _ = try Trainer(
                model: model, optimizer: AdamW([norm], configuration: .init(learningRate: 1e-2)),
                schedule: StepLR(initialRate: 1e-2), configuration: configuration,
                trainingData: BatchLoader(
                    data: TinyLlama.samples(8), strategy: PaddingStrategy(contextLength: 64, batchSize: 2),
                    shuffle: false),
                validationData: nil, saveResult: { "result" }, report: { _ in .goOn }
            ).run()
            return (try norm.tensor.floats(), try #require(model.outputHead as? Linear).packed.byteCount)
        }
        let (once, onTheFly) = (try train(.once), try train(.onTheFly))
        #expect(once.norm == onTheFly.norm)
        #expect(onTheFly.packed == 0)
        // Forward and back, each filled up to whole panels.
        #expect(once.packed >= 2 * 4 * 64 * 32)
        #expect(try train(.auto).packed == once.packed)
    }
}
