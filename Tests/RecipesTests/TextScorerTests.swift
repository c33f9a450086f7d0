import Adapters
import Checkpoints
import Foundation
import ModelFiles
import NN
import Recipes
import TestFolders
import Testing
import TestingSupport
import Torch

@Suite("TextScorer")
struct TextScorerTests {
    private let toy: Toy

    init() throws { toy = try Toy() }

    private static let texts = ["The quick brown fox", "", "x", "Zürich, 8°C\n\t\"ja\" 🙂"]

    @Test("scores are those of adding up the logits")
    func scores() throws {
        let scorer = TextScorer(try toy.loaded())
        for text in Self.texts {
            let ids = [ToyTokenizer.bos] + ToyTokenizer.ids(text)
            let score = try scorer.score(text)
            #expect(score.tokens == ids.count - 1)
            let expected = try ToyModel.negativeLogLikelihood(toy.model, ids: ids)
            #expect(abs(score.negativeLogLikelihood - expected) <= 1e-5 * expected)
        }
    }

    @Test("a model with an adapter scores as one whose weights hold the adapter's product", arguments: [false, true])
    func adapter(useRSLoRA: Bool) throws {
        _ = try FinetuneRecipe(
            toy.finetuning {
                $0.training.usePEFT = true
                $0.training.lr = 0.05
                $0.lora.r = 4
                $0.lora.useRSLoRA = useRSLoRA
                $0.lora.targetModules = ["all-linear"]
            }
        ).run()
        let merged = try merge(toy.scratch("run"), scale: useRSLoRA ? 32 / 2 : 32 / 4)
        let (bare, adapted) = (try TextScorer(toy.loaded()), try TextScorer(toy.loaded(adapter: toy.scratch("run"))))
        let whole = try TextScorer(toy.loaded(from: merged))
        var effect = 0.0
        for text in Self.texts where !text.isEmpty {
            let expected = try whole.score(text).negativeLogLikelihood
            #expect(abs(try adapted.score(text).negativeLogLikelihood - expected) <= 1e-4 * expected)
            effect = max(effect, abs(try bare.score(text).negativeLogLikelihood - expected) / expected)
        }
        #expect(effect > 1e-2)
    }

    /// Writes the toy model with `scale * B A` added to each adapted weight.
    private func merge(_ adapter: String, scale: Double) throws -> String {
        let base = try SafetensorsWeights(path: toy.model)
        let update = try SafetensorsWeights(path: "\(adapter)/adapter_model.safetensors")
        func tensor(_ source: SafetensorsWeights, _ name: String) throws -> Tensor {
            try source.tensor(name, dtype: .float32, device: .cpu)
        }
        var merged = 0
        let tensors = try base.names.map { name in
            let layer = "base_model.model.\(name.dropLast(".weight".count))"
            guard update.names.contains("\(layer).lora_A.weight") else { return (name, try tensor(base, name)) }
            merged += 1
            let product = try tensor(update, "\(layer).lora_B.weight").matmul(tensor(update, "\(layer).lora_A.weight"))
            return (name, try tensor(base, name) + product * scale)
        }
        #expect(merged == 14 && update.names.count == 28)
        let folder = toy.scratch("merged")
        try HuggingFaceModelFolder.save(
            tensors, configuration: JSONValue(contentsOf: "\(toy.model)/config.json"),
            companions: HuggingFaceModelFolder.companionFiles(in: toy.model), to: folder)
        return folder
    }
}
