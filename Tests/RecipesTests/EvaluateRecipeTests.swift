import Recipes
import TestFolders
import Testing
import TestingSupport
import Training

@Suite("EvaluateRecipe")
struct EvaluateRecipeTests {
    @Test("measures what fine-tuning measured on the saved result, and tells its progress")
    func agreesWithTraining() throws {
        let toy = try Toy(isTied: true)
        var events: [TrainingEvent] = []
        _ = try FinetuneRecipe(toy.finetuning()).run { event in
            events.append(event)
            return .goOn
        }
        var settings = EvaluateSettings()
        settings.model = toy.modelSettings
        settings.model.modelName = toy.scratch("run")
        settings.data.dataset = "grammar_dataset"
        settings.dataset.dataPath = toy.scratch("data")
        settings.batching.batchingStrategy = .padding
        settings.batches.valBatchSize = 3
        var progress: [[Int]] = []
        let result = try EvaluateRecipe(settings).run { progress.append([$0, $1]) }
        let best = try #require(events.evaluated.last { $0.isBest })
        #expect(abs(result.loss - best.loss) <= 1e-5 * best.loss)
        #expect(result.trainedTokens == best.trainedTokens && result.tokens == best.tokens)
        #expect(progress == [[1, 3], [2, 3], [3, 3]])

        settings.batches.maxEvalStep = 1
        #expect(try EvaluateRecipe(settings).run().trainedTokens < result.trainedTokens)
    }
}
