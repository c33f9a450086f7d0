import Adapters
import Checkpoints
import ModelFiles
import NN
import Recipes
import TestFolders
import Testing
import TestingSupport
import Torch

/// What others make of our results.
@Suite("Results in transformers and peft", .serialized, .enabled(if: Reference.isInstalled, "\(Reference.reason)"))
struct ReferenceTests {
    private static let texts = ["Correct this to standard English: he go home", "Zürich 🙂\n", "a"]

    private static let toys: [(ToyModel.Kind, isTied: Bool)] = [
        (.llama, false), (.llama, true), (.qwen2, false), (.qwen3, true),
    ]

    @Test("peft loads a saved adapter and computes our logits", arguments: toys)
    func adapter(_ kind: ToyModel.Kind, isTied: Bool) throws {
        let toy = try Toy(kind, isTied: isTied)
        _ = try FinetuneRecipe(
            toy.finetuning {
                $0.training.usePEFT = true
                $0.training.lr = 0.05
                $0.lora.targetModules = isTied ? ["q_proj", "down_proj"] : ["all-linear"]
            }
        ).run()
        let expected = toy.scratch("expected.safetensors")
        try Self.writeLogits(of: toy.loaded(adapter: toy.scratch("run")), to: expected)
        let answer = try Reference.run("check_peft_adapter.py", toy.model, toy.scratch("run"), expected)
        #expect(answer.exitCode == 0, "\(answer)")
    }

    @Test("transformers loads a fully trained model with its tokenizer and scores as we do", arguments: toys)
    func fullModel(_ kind: ToyModel.Kind, isTied: Bool) throws {
        let toy = try Toy(kind, isTied: isTied)
        _ = try FinetuneRecipe(toy.finetuning()).run()
        let scorer = TextScorer(try toy.loaded(from: toy.scratch("run")))
        let answers = try Reference.answers(of: toy.scratch("run"), to: Self.texts.map { ["text": .string($0)] })
        #expect(answers.count == Self.texts.count)
        for (text, answer) in zip(Self.texts, answers) {
            let score = try scorer.score(text)
            #expect(answer["tokens"]?.intValue == score.tokens)
            let expected = try #require(answer["nll"]?.doubleValue)
            #expect(abs(score.negativeLogLikelihood - expected) <= 1e-4 * expected, "\(text)")
        }
    }

    /// Writes `input_ids` and `logits` of a few rows, as `check_peft_adapter.py` reads them.
    static func writeLogits(of loaded: LoadedModel, to path: String) throws {
        let ids = (0..<2).flatMap { row in (0..<12).map { Int32((row * 37 + $0 * 19) % 251) } }
        let logits = try Autograd.noGrad {
            try loaded.model.logits(loaded.model.hidden(ModelInput(inputIDs: ids, rows: 2, length: 12)))
        }
        try SafetensorsWriter.write(
            ["input_ids": Tensor(ids.map(Int64.init), shape: [2, 12]), "logits": logits], to: path)
    }

    @Test(
        "peft loads an adapter trained on SmolLM2 and computes our logits",
        .enabled(if: RealModel.isInstalled, "needs SmolLM2-135M-Instruct in .deps/models: run scripts/bootstrap"))
    func realAdapter() throws {
        let scratch = try ScratchFolder()
        _ = try ToyData.grammar.write(to: scratch)
        var settings = FinetuneSettings()
        settings.model.modelName = RealModel.path
        settings.data.dataset = "grammar_dataset"
        settings.dataset.dataPath = scratch("data")
        settings.batching.batchingStrategy = .padding
        settings.training.usePEFT = true
        settings.training.lr = 1e-2
        settings.training.maxTrainStep = 2
        settings.training.outputDir = scratch("run")
        _ = try FinetuneRecipe(settings).run()
        settings.model.dtype = .float32
        let expected = scratch("expected.safetensors")
        try Self.writeLogits(of: LoadedModel(settings.model, adapter: scratch("run")), to: expected)
        let answer = try Reference.run("check_peft_adapter.py", RealModel.path, scratch("run"), expected)
        #expect(answer.exitCode == 0, "\(answer)")
    }
}
