import Adapters
import Models
import NN
import ParitySupport
import Testing
import Torch

struct LoRATests {
    private let fixture = ParityFixture("gqa-tied")

    private func logits(_ model: LlamaModel) throws -> Tensor {
        try Autograd.noGrad { try model.logits(model.hidden(fixture.input())) }
    }

    @Test func defaultsAreLlamaRecipes() {
        let configuration = LoRAConfiguration()
        #expect(configuration.r == 8 && configuration.loraAlpha == 32 && configuration.loraDropout == 0.05)
        #expect(configuration.targetModules == ["q_proj", "v_proj"] && configuration.bias == "none")
        #expect(configuration.scaling == 4)
        #expect(LoRAConfiguration(r: 16, useRSLoRA: true).scaling == 8)
    }

    @Test func aFreshAdapterChangesNothingAndTrainsOnlyItself() throws {
        let model = try fixture.model()
        let plain = try logits(model)
        try LoRA.apply(to: model, configuration: LoRAConfiguration())
        #expect(try relativeError(logits(model), plain) == 0)
        let names = model.trainableParameters().map(\.name)
        #expect(
            names
                == (0..<2).flatMap { block in
                    ["q_proj", "v_proj"].flatMap { part in
                        ["lora_A.weight", "lora_B.weight"].map { "model.layers.\(block).self_attn.\(part).\($0)" }
                    }
                })
        #expect(model.namedParameters().contains { $0.name == "model.layers.0.self_attn.q_proj.weight" })
    }

    @Test func matricesStartAsPeftStartsThem() throws {
        let model = try fixture.model()
        try LoRA.apply(to: model, configuration: LoRAConfiguration(r: 64, targetModules: ["down_proj"]))
        for (_, layer) in LoRA.layers(in: model) {
            #expect(layer.up.tensor.shape == [32, 64] && layer.down.tensor.shape == [64, 44])
            #expect(try layer.up.tensor.abs().max().item() == 0)
            let bound = 1 / 44.0.squareRoot()
            let values = try layer.down.tensor.detach().doubles()
            #expect(values.allSatisfy { abs($0) <= bound })
            // A uniform distribution on [-b, b] has the standard deviation b / √3.
            let deviation = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
            #expect(abs(deviation * 3.0.squareRoot() - bound) < 0.1 * bound)
        }
    }

    @Test func allLinearMeansAllButTheHead() throws {
        let model = try fixture.model()
        try LoRA.apply(to: model, configuration: LoRAConfiguration(r: 2, targetModules: ["all-linear"]))
        #expect(LoRA.layers(in: model).count == 14)
        #expect(!LoRA.layers(in: model).contains { $0.path == "lm_head" })
    }

    @Test func theHeadAndSingleLayersCanBeTargeted() throws {
        let model = try fixture.model()
        let targets = ["lm_head", "model.layers.1.mlp.up_proj", "layers.0.self_attn.o_proj"]
        try LoRA.apply(to: model, configuration: LoRAConfiguration(r: 2, targetModules: targets))
        #expect(
            LoRA.layers(in: model).map(\.path).sorted() == [
                "lm_head", "model.layers.0.self_attn.o_proj", "model.layers.1.mlp.up_proj",
            ])
        let run = try TrainingRun(model: model, fixture: fixture)
        // B starts at zero, so the first step moves only B, the second also A; the head's update must be among them.
        _ = try run.losses(steps: 2, learningRate: 1e-2)
        for (_, layer) in LoRA.layers(in: model) { #expect(try layer.up.tensor.detach().abs().max().item() > 0) }
    }

    @Test func unknownTargetsNameTheNearest() throws {
        let model = try fixture.model()
        let error = #expect(throws: AdapterError.self) {
            try LoRA.apply(to: model, configuration: LoRAConfiguration(targetModules: ["q_proj", "k_porj"]))
        }
        #expect(
            error?.description
                == "target_modules: 'k_porj' matches no linear layer of the model; did you mean 'k_proj'? There are: "
                + "down_proj, gate_proj, k_proj, lm_head, o_proj, q_proj, up_proj, v_proj, all-linear")
        #expect(LoRA.layers(in: model).isEmpty)
    }

    @Test(arguments: [
        LoRAConfiguration(r: 0), LoRAConfiguration(loraDropout: 1), LoRAConfiguration(bias: "all"),
        LoRAConfiguration(targetModules: []),
    ])
    func settingsOutOfRangeAreRefused(_ configuration: LoRAConfiguration) throws {
        let model = try fixture.model()
        #expect(throws: AdapterError.self) { try LoRA.apply(to: model, configuration: configuration) }
    }

    @Test func aSecondAdapterIsRefused() throws {
        let model = try fixture.model()
        try LoRA.apply(to: model, configuration: LoRAConfiguration())
        #expect(throws: AdapterError.self) { try LoRA.apply(to: model, configuration: LoRAConfiguration()) }
    }

    @Test func dropoutHoldsOnlyInTraining() throws {
        let test = AdapterCase(fixture: fixture, adapter: "lora-qv")
        let model = try fixture.model()
        var configuration = try PEFTAdapter.configuration(in: test.folder)
        configuration.loraDropout = 0.5
        try LoRA.apply(to: model, configuration: configuration)
        for (_, layer) in LoRA.layers(in: model) {
            try Autograd.noGrad { try layer.up.tensor.fillInPlace(0.1) }
        }
        let quiet = try logits(model)
        #expect(try relativeError(logits(model), quiet) == 0)
        model.setTraining(true)
        #expect(try relativeError(logits(model), quiet) > 1e-3)
        model.setTraining(false)
        #expect(try relativeError(logits(model), quiet) == 0)
    }

    @Test func theWeightDeltaIsWhatTheUpdateAdds() throws {
        let model = try AdapterCase(fixture: fixture, adapter: "lora-all").model()
        let (_, layer) = try #require(LoRA.layers(in: model).first)
        let x = try Tensor.randn([5, layer.inFeatures])
        let added = try layer(x) - layer.base(x)
        #expect(try relativeError(Functional.linear(x, layer.weightDelta()), added) < 1e-5)
    }
}
