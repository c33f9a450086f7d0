import Foundation
import Recipes
import TestFolders
import Testing
import TestingSupport
import Training

@Suite("Run directories")
struct RunDirectoryTests {
    private struct Interruption: Error {}

    private static let result = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
    private let toy: Toy
    private let before: [String: [UInt8]]

    /// A run that ended well.
    init() throws {
        toy = try Toy()
        _ = try FinetuneRecipe(toy.finetuning()).run()
        before = try #require(ScratchFolder.contents(of: toy.scratch("run")))
        #expect(before.keys.sorted() == (["config.yaml", "metrics.jsonl"] + Self.result).sorted())
    }

    /// Expects that the result is that of the first run, and nothing else was left behind.
    private func expectOldResult(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let after = try #require(ScratchFolder.contents(of: toy.scratch("run")))
        #expect(Set(after.keys) == Set(before.keys), sourceLocation: sourceLocation)
        for name in Self.result { #expect(after[name] == before[name], "\(name)", sourceLocation: sourceLocation) }
        let entries = try FileManager.default.contentsOfDirectory(atPath: toy.scratch.path)
        #expect(entries.sorted() == ["data", "model", "run"], sourceLocation: sourceLocation)
    }

    @Test("an error in the middle of training leaves the old result whole")
    func interruptedTraining() throws {
        #expect(throws: Interruption.self) {
            try FinetuneRecipe(toy.finetuning { $0.training.lr = 0.02 }).run { event in
                if case .evaluated = event { throw Interruption() }
                return .goOn
            }
        }
        try expectOldResult()
    }

    @Test("an error while the result is put together leaves the old one whole")
    func failedSave() throws {
        #expect(throws: (any Error).self) {
            try FinetuneRecipe(toy.finetuning { $0.training.lr = 0.02 }).run { event in
                // What is to be copied beside the weights goes away during the run.
                if case .step = event { try? FileManager.default.removeItem(atPath: "\(toy.model)/tokenizer.json") }
                return .goOn
            }
        }
        try expectOldResult()
    }

    @Test("an error after a save leaves that save whole")
    func interruptionAfterSave() throws {
        #expect(throws: Interruption.self) {
            try FinetuneRecipe(toy.finetuning { $0.training.lr = 0.02 }).run { event in
                if case .saved = event { throw Interruption() }
                return .goOn
            }
        }
        let after = try #require(ScratchFolder.contents(of: toy.scratch("run")))
        #expect(Set(after.keys) == Set(before.keys))
        #expect(after["model.safetensors"] != before["model.safetensors"])
        #expect(try ToyModel.negativeLogLikelihood(toy.scratch("run"), ids: [256, 72, 105]).isFinite)
    }

    @Test("a run that is refused changes nothing at all")
    func refusedRun() throws {
        #expect(throws: (any Error).self) {
            try FinetuneRecipe(toy.finetuning { $0.dataset.dataPath = "/no-data" }).run()
        }
        #expect(ScratchFolder.contents(of: toy.scratch("run")) == before)
    }

    @Test("files of the user's in the folder stay")
    func foreignFiles() throws {
        try toy.scratch.write("mine", to: "run/notes/today.txt")
        _ = try FinetuneRecipe(toy.finetuning { $0.training.lr = 0.02 }).run()
        let after = try #require(ScratchFolder.contents(of: toy.scratch("run")))
        #expect(after["notes/today.txt"] == Array("mine".utf8))
        #expect(after["model.safetensors"] != before["model.safetensors"])
    }

    @Test("an adapter is not written into the folder of a model, where tools would take both for one")
    func adapterBesideModel() throws {
        #expect {
            try FinetuneRecipe(toy.finetuning { $0.training.usePEFT = true }).run()
        } throws: {
            "\($0)".contains("already holds a full model (config.json)")
        }
        #expect(ScratchFolder.contents(of: toy.scratch("run")) == before)
    }

    @Test("nor a model into the folder of an adapter")
    func modelBesideAdapter() throws {
        _ = try FinetuneRecipe(toy.finetuning(to: "adapter") { $0.training.usePEFT = true }).run()
        let adapter = ScratchFolder.contents(of: toy.scratch("adapter"))
        #expect(throws: RecipeError.self) { try FinetuneRecipe(toy.finetuning(to: "adapter")).run() }
        #expect(ScratchFolder.contents(of: toy.scratch("adapter")) == adapter)
    }

    @Test("a second run into the folder of one that is under way is refused and changes nothing")
    func secondRun() throws {
        var refusals: [String] = []
        var isUnchanged = false
        _ = try FinetuneRecipe(toy.finetuning()).run { event in
            guard case .step(let report) = event, report.step == 2 else { return .goOn }
            let now = ScratchFolder.contents(of: toy.scratch("run"))
            do {
                _ = try FinetuneRecipe(toy.finetuning { $0.training.lr = 0.5 }).run()
            } catch {
                refusals.append("\(error)")
            }
            isUnchanged = ScratchFolder.contents(of: toy.scratch("run")) == now
            return .goOn
        }
        #expect(refusals.count == 1)
        #expect(refusals.first?.contains("another run") == true, "\(refusals)")
        #expect(isUnchanged)
    }

    @Test("a run whose every step had to be skipped is an error, and writes no result")
    func nothingTrained() throws {
        // Weights so large that no loss is finite.
        let wild = try ToyModel.save(to: toy.scratch("wild"), initializerRange: 1e30)
        #expect(throws: (any Error).self) {
            try FinetuneRecipe(toy.finetuning(to: "nothing") { $0.model.modelName = wild }).run()
        }
        #expect(!FileManager.default.fileExists(atPath: toy.scratch("nothing/model.safetensors")))
    }
}
