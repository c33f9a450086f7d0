import Batching
import NN
import Testing
import TestingSupport
import Torch
import Training

@Suite("what a step's work and speed are")
struct ThroughputTests {
    /// A layer with a low-rank update, as far as the counting of operations sees it.
    private final class UpdatedLinear: LinearLayer {
        let base: any LinearLayer
        let down: Parameter
        let up: Parameter

        init(_ base: any LinearLayer, rank: Int) throws {
            self.base = base
            down = Parameter(try Tensor.full([rank, base.inFeatures], 0.01))
            up = Parameter(try Tensor.zeros([base.outFeatures, rank]))
            for parameter in [down, up] { try parameter.setTrainable(true) }
        }

        var inFeatures: Int { base.inFeatures }
        var outFeatures: Int { base.outFeatures }
        var parameters: [(name: String, parameter: Parameter)] {
            base.parameters + [("lora_A.weight", down), ("lora_B.weight", up)]
        }

        func callAsFunction(_ x: Tensor) throws -> Tensor {
            try base(x) + Functional.linear(Functional.linear(x, down.tensor, nil), up.tensor, nil)
        }
    }

    /// What a model computes for one padded batch of the lengths 5 and 3, of which `trained` tokens are predicted.
    private func flops(_ model: any CausalLanguageModel) throws -> (flops: Double, trained: Int) {
        let speed = try throughput(of: model, peak: 1e12)
        #expect(speed.tokens == 8 && speed.seconds > 0)
        #expect(abs((try #require(speed.mfu)) * 1e12 * speed.seconds - speed.flops) < 1e-6 * speed.flops)
        return (speed.flops, speed.trainedTokens)
    }

    private func throughput(of model: any CausalLanguageModel, peak: Double) throws -> Throughput {
        let data = try TokenizedDataset(
            name: "toy", origin: "memory", padTokenID: 0,
            samples: [5, 3].map { length in
                let ids = (1...length).map { Int32($0) }
                return TokenizedSample(inputIDs: ids, labels: [-100, -100] + ids.dropFirst(2))
            })
        var configuration = TrainerConfiguration()
        configuration.epochs = 1
        configuration.savesModel = false
        configuration.gemmPeak = peak
        let summary = try Trainer(
            model: model, optimizer: AdamW(model.trainableParameters().map(\.parameter), configuration: .init()),
            schedule: StepLR(initialRate: 0), configuration: configuration,
            trainingData: BatchLoader(
                data: data, strategy: PaddingStrategy(contextLength: 8, batchSize: 2), shuffle: false),
            validationData: nil, saveResult: { "" }, report: { _ in .goOn }
        ).run()
        return summary.throughput
    }

    // The toy: width 32, 4 heads of 8, 2 key-value heads, inner width 64, 2 blocks, 64 ids.
    private let block: Double = 2 * 32 * 32 + 2 * 32 * 16 + 3 * 32 * 64
    /// Of these the output projection and the feed-forward layer, which in the last block see trained tokens alone.
    private let behind: Double = 32 * 32 + 3 * 32 * 64
    private let pairs: Double = 15 + 6

    @Test("full fine-tuning: three times the forward pass, for real tokens and trained rows only")
    func full() throws {
        let found = try flops(TinyLlama.model())
        #expect(found.trained == 4)
        let forward: Double = 2 * ((2 * block - behind) * 8 + (behind + 64 * 32) * 4) + 4 * 32 * 2 * pairs
        #expect(abs(found.flops - 3 * forward) < 1e-9 * found.flops)
    }

    @Test("an adapter: no weight gradients of the base, and no gradients before the first trained weight")
    func adapter() throws {
        let model = try TinyLlama.model()
        try model.setTrainable(false)
        try model.replaceLinears { path, layer in
            path == "model.layers.1.mlp.gate_proj" ? try UpdatedLinear(layer, rank: 2) : nil
        }
        let found = try flops(model)
        // In file order gate, up and down come after attention; the gradients of gate's own input are not needed.
        let head = 64.0 * 32 * 4
        let forward: Double = 2 * ((2 * block - behind) * 8 + behind * 4 + head)
        let backward: Double = 2 * (2.0 * 32 * 64 * 4 + head)
        let (down, up): (Double, Double) = (2 * 2 * 32 * 4, 2 * 64 * 2 * 4)
        let update = 2 * down + 3 * up
        // Attention's share in the backward pass is that of the matrices, the update's two included.
        let after: Double = 2 * 32 * 64 + 64 * 2
        let share: Double = after / (2 * block + 2 * 32 + 64 * 2)
        let attention: Double = 4 * 32 * 2 * pairs * (1 + 2 * share)
        let expected = forward + backward + update + attention
        #expect(abs(found.flops - expected) < 1e-9 * expected)
    }

    @Test("a peak that a step exceeds is measured again")
    func disturbedPeak() throws {
        let share = try #require(throughput(of: TinyLlama.model(), peak: 1).mfu)
        #expect(share > 0 && share < 1)
    }

    @Test("the peak of matrix products draws no random numbers", arguments: [DType.bfloat16, .float32])
    func peak(dtype: DType) throws {
        let peak = try GEMMPeak.measure(dtype: dtype)
        #expect(peak > 1e7 && peak.isFinite)
    }
}
