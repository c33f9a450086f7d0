import Batching
import NN
import Testing
import TestingSupport
import Torch
import Training

@Suite("Activation checkpointing")
struct ActivationCheckpointingTests {
    /// Blocks of 32 numbers, 4 heads and 2 key-value heads of 8, 64 inside: x, queries, keys, values, what was attended
    /// to, the middle, gate and up; of each head a sum, and two norms.
    private static let kept = 4 * (32 + 32 + 16 + 16 + 32 + 32 + 64 + 64) + 4 * (4 + 2)
    /// x, what was attended to and its sums.
    private static let recomputed = 4 * (32 + 32 + 4)

    @Test("what blocks keep is counted, where gradients pass and blocks can be computed again")
    func bytes() throws {
        let model = try TinyLlama.model()
        let all = ActivationBytes(kept: Self.kept, recomputed: Self.recomputed)
        #expect(model.activationBytes() == [all, all])
        try model.setTrainable(false)
        let none = ActivationBytes(kept: 0, recomputed: 0)
        #expect(model.activationBytes() == [none, none])
        let name = "model.layers.1.mlp.up_proj.weight"
        try #require(model.namedParameters().first { $0.name == name }).parameter.setTrainable(true)
        #expect(model.activationBytes() == [none, all])
        #expect(try TinyLlama.model(dtype: .float64).activationBytes().isEmpty)
    }

    @Test("auto computes as few blocks again as memory needs, which is looked at once")
    func auto() throws {
        let model = try TinyLlama.model()
        func blocks(_ setting: ActivationCheckpointing, tokens: Int = 1000, fitting activations: Int) -> Int {
            var looks = 0
            var choice = ActivationCheckpointingChoice(setting, blocks: model.activationBytes(), reserved: 500) {
                looks += 1
                return 500 + activations * 4 / 3
            }
            let answer = choice(tokens: tokens)
            #expect(choice(tokens: tokens) == answer)
            #expect(looks == (setting == .auto ? 1 : 0))
            return answer.blocks
        }
        let both = 2000 * Self.kept
        #expect(blocks(.auto, fitting: both + 3) == 0)
        #expect(blocks(.auto, tokens: 1001, fitting: both + 3) > 0)
        #expect(blocks(.auto, fitting: 0) == 2)
        #expect(blocks(.none, fitting: 0) == 0)
        #expect(blocks(.all, fitting: .max / 8) == .max)
        try model.setTrainable(false)
        #expect(blocks(.auto, fitting: 0) == 0)
    }

    @Test("weights in mapped files and gradients are reserved")
    func reserved() throws {
        let model = try TinyLlama.model()
        let all = model.namedParameters().map(\.parameter)
        let numbers = all.reduce(0) { $0 + $1.tensor.count }
        #expect(ActivationCheckpointingChoice.reservedBytes(of: model) == 4 * numbers)
        try model.setTrainable(false)
        #expect(ActivationCheckpointingChoice.reservedBytes(of: model) == 0)
        final class Owner { let memory = [Float](repeating: 1, count: 32) }
        let owner = Owner(), norm = try #require(all.first { $0.tensor.shape == [32] })
        norm.tensor = try owner.memory.withUnsafeBytes {
            try Tensor.borrowing(
                try #require($0.baseAddress), byteCount: 128, owner: owner, shape: [32], dtype: .float32)
        }
        #expect(ActivationCheckpointingChoice.reservedBytes(of: model) == 128)
    }

    @Test("a model of many blocks has a part of them computed again")
    func part() {
        let blocks = [ActivationBytes](repeating: ActivationBytes(kept: 10, recomputed: 1), count: 30)
        var choice = ActivationCheckpointingChoice(.auto, blocks: blocks, reserved: 50_000) { 50_000 + 100_000 * 4 / 3 }
        #expect(choice(tokens: 333) == .init(blocks: 0, blocksThatKept: 0, fits: true))
        #expect(choice(tokens: 334) == .init(blocks: 1, blocksThatKept: 1, fits: true))
        // 23 that leave 1 byte a token, and 7 that keep 10, are 93; 22 would be 102.
        #expect(choice(tokens: 1000) == .init(blocks: 23, blocksThatKept: 23, fits: true))
        // 29 that leave 1, and the last, or the one that is being computed again, are 39, which is the least there is.
        #expect(choice(tokens: 2564) == .init(blocks: 29, blocksThatKept: 29, fits: true))
        #expect(choice(tokens: 2565) == .init(blocks: 30, blocksThatKept: 30, fits: false))
        let none = ActivationBytes(kept: 0, recomputed: 0)
        var frozen = ActivationCheckpointingChoice(.auto, blocks: [none, none] + blocks, reserved: 0) { 0 }
        #expect(frozen(tokens: 1) == .init(blocks: 32, blocksThatKept: 30, fits: false))
    }

    @Test("gradients are the same to the last bit, however many blocks are computed again")
    func gradients() throws {
        func gradients(recomputing blocks: Int) throws -> [Float] {
            let model = try TinyLlama.model()
            let input = try ModelInput(inputIDs: (0..<40).map { $0 }, rows: 1, length: 40)
            let hidden = try model.hidden(input) { segment, x in
                let result = try segment(x, memory: MemoryChoices(recomputedBlocks: blocks))
                if case .block(let index) = segment.kind {
                    let bytes = index < blocks ? Self.recomputed : Self.kept
                    #expect(try DecoderBlock.bytesKept(by: result) == 40 * bytes, "block \(index)")
                }
                return result
            }
            try CrossEntropy(model: model).sum(hidden: hidden, targets: (0..<40).map { Int32(63 - $0) }).backward()
            return try model.trainableParameters().flatMap { try #require(try $0.parameter.gradient).floats() }
        }
        let expected = try gradients(recomputing: 0)
        for blocks in 1...3 { #expect(try gradients(recomputing: blocks) == expected) }
    }

    @Test("a run short of memory ends with the same weights and says once why it is slow")
    func sameNumbers() throws {
        func train(_ setting: ActivationCheckpointing, memory: Int) throws -> (weights: [Float], told: [MemoryShortage])
        {
            let model = try TinyLlama.model()
            let parameters = model.trainableParameters().map(\.parameter)
            var configuration = TrainerConfiguration()
            (configuration.epochs, configuration.activationCheckpointing) = (2, setting)
            var told: [MemoryShortage] = []
            let trainer = try Trainer(
                model: model, optimizer: AdamW(parameters, configuration: .init(learningRate: 1e-2)),
                schedule: StepLR(initialRate: 1e-2), configuration: configuration,
                trainingData: BatchLoader(
                    data: TinyLlama.samples(4, length: 10),
                    strategy: PaddingStrategy(contextLength: 64, batchSize: 2), shuffle: false),
                validationData: nil, saveResult: { "result" }, availableMemory: { memory }
            ) { event in
                if case .memoryIsShort(let shortage) = event { told.append(shortage) }
                return .goOn
            }
            _ = try trainer.run()
            return (try parameters.flatMap { try $0.tensor.floats() }, told)
        }
        let plenty = try train(.auto, memory: 1 << 40), short = try train(.auto, memory: 0)
        #expect(short.weights == plenty.weights)
        #expect(plenty.told.isEmpty)
        #expect(short.told == [MemoryShortage(step: 1, tokens: 20, recomputedBlocks: 2, blocks: 2, fits: false)])
        let all = try train(.all, memory: 0)
        #expect(all.weights == plenty.weights)
        #expect(all.told.isEmpty)
    }
}
