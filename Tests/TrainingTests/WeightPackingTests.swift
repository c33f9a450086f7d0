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
        func packs(_ packing: WeightPacking, tokens: Int, memory: Int, savesMemory: Bool = false) throws -> Bool {
            var choice = try WeightPackingChoice(packing, model: model) { memory }
            #expect(choice.bytes == 2 * bytes)
            // One short batch is no reason yet, nor are two with a long one in between.
            let isAlways = packing == .once
            #expect(choice.packs(tokens: tokens) == isAlways)
            #expect(choice.packs(tokens: 1000) == isAlways)
            #expect(choice.packs(tokens: tokens) == isAlways)
            return choice.packs(tokens: tokens, savesMemory: savesMemory)
        }
        #expect(try packs(.auto, tokens: 384, memory: 16 * bytes))
        #expect(try !packs(.auto, tokens: 385, memory: 16 * bytes))
        #expect(try !packs(.auto, tokens: 384, memory: 16 * bytes - 1))
        #expect(try !packs(.auto, tokens: 384, memory: 16 * bytes, savesMemory: true))
        #expect(try packs(.once, tokens: 100_000, memory: 0, savesMemory: true))
        #expect(try !packs(.onTheFly, tokens: 1, memory: .max))
    }

    @Test("what is counted is what is packed, up to whole panels", arguments: [DType.float32, .bfloat16])
    func bytes(dtype: DType) throws {
        let model = try TinyLlama.model(dtype: dtype)
        try model.setTrainable(false)
        let input = try ModelInput(inputIDs: (0..<40).map { $0 }, rows: 1, length: 40)
        let hidden = try model.hidden(input) { try $0($1, memory: MemoryChoices(packsWeights: true)) }
            .setRequiresGrad()
        let targets = (0..<40).map { Int32($0) }
        _ = try CrossEntropy(model: model, packsWeights: true).sum(hidden: hidden, targets: targets)
        // The head, of 64 times 32 numbers, went forward and back.
        #expect(try model.packedHead.byteCount >= 2 * 64 * 32 * PackedWeights.bytesPerNumber(dtype))
        #expect(try model.packedHead.byteCount <= 2 * 64 * 64 * PackedWeights.bytesPerNumber(dtype))
    }

    @Test("what is trained is not counted")
    func trained() throws {
        let model = try TinyLlama.model()
        try model.setTrainable(true)
        #expect(try WeightPackingChoice(.auto, model: model).bytes == 0)
    }

    /// A trainer of one norm of a model whose matrices are frozen.
    private func trainer(
        _ model: any CausalLanguageModel, _ packing: WeightPacking,
        checkpointing: ActivationCheckpointing = .none, memory: Int = 1 << 40,
        report: @escaping (TrainingEvent) throws -> TrainingDecision
    ) throws -> (trainer: Trainer, norm: Parameter) {
        try model.setTrainable(false)
        let name = "model.layers.0.input_layernorm.weight"
        let norm = try #require(model.namedParameters().first { $0.name == name }).parameter
        try norm.setTrainable(true)
        var configuration = TrainerConfiguration()
        (configuration.epochs, configuration.weightPacking) = (2, packing)
        configuration.activationCheckpointing = checkpointing
        let trainer = try Trainer(
            model: model, optimizer: AdamW([norm], configuration: .init(learningRate: 1e-2)),
            schedule: StepLR(initialRate: 1e-2), configuration: configuration,
            trainingData: BatchLoader(
                data: TinyLlama.samples(8), strategy: PaddingStrategy(contextLength: 64, batchSize: 2), shuffle: false),
            validationData: nil, saveResult: { "result" }, availableMemory: { memory }, report: report)
        return (trainer, norm)
    }

    @Test("a run that packs ends with the same weights, and forgets what it packed")
    func sameNumbers() throws {
        func train(_ packing: WeightPacking) throws -> (norm: [Float], packed: Int) {
            var packed = 0
            let model = try TinyLlama.model()
            let (trainer, norm) = try trainer(model, packing) { event in
                if case .step = event { packed = model.packedHead.byteCount }
                return .goOn
            }
            _ = try trainer.run()
            #expect(model.packedHead.byteCount == 0)
            return (try norm.tensor.floats(), packed)
        }
        let (once, onTheFly) = (try train(.once), try train(.onTheFly))
        #expect(once.norm == onTheFly.norm)
        #expect(onTheFly.packed == 0)
        // Forward and back, each filled up to whole panels.
        #expect(once.packed >= 2 * 4 * 64 * 32)
        #expect(try train(.auto).packed == once.packed)
    }

    @Test("blocks that are computed again and weights that are packed do not take the same memory")
    func bothChoices() throws {
        func train(_ packing: WeightPacking, _ checkpointing: ActivationCheckpointing, memory: Int = 1 << 40) throws
            -> (isShort: Bool, isPacked: Bool)
        {
            let model = try TinyLlama.model()
            var (isShort, isPacked) = (false, false)
            let (trainer, _) = try trainer(model, packing, checkpointing: checkpointing, memory: memory) { event in
                if case .memoryIsShort = event { isShort = true }
                if case .step = event { isPacked = isPacked || model.packedHead.byteCount > 0 }
                return .goOn
            }
            _ = try trainer.run()
            return (isShort, isPacked)
        }
        #expect(try train(.auto, .none) == (false, true))
        #expect(try train(.auto, .all) == (false, false))
        #expect(try train(.once, .all) == (false, true))
        // Up to 28 tokens keep 66 kB; what is packed takes 164.
        #expect(try train(.onTheFly, .auto, memory: 200_000) == (false, false))
        #expect(try train(.once, .auto, memory: 200_000) == (true, true))
    }

    @Test("a run that ends in an error forgets what it packed too")
    func failure() throws {
        struct Failure: Error {}
        let model = try TinyLlama.model()
        let (trainer, _) = try trainer(model, .once) { event in
            guard case .step = event else { return .goOn }
            #expect(model.packedHead.byteCount > 0)
            throw Failure()
        }
        #expect(throws: Failure.self) { try trainer.run() }
        #expect(model.packedHead.byteCount == 0)
    }
}
