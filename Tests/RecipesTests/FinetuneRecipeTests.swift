import Adapters
import Configuration
import Foundation
import Recipes
import TestFolders
import Testing
import TestingSupport
import Training

@Suite("FinetuneRecipe")
struct FinetuneRecipeTests {
    private let toy: Toy

    init() throws { toy = try Toy() }

    @Test("reports every event, says what it does, and returns what the last event tells")
    func events() throws {
        var events: [TrainingEvent] = []
        var lines: [String] = []
        let summary = try FinetuneRecipe(toy.finetuning(), announce: { lines.append($0) }).run { event in
            events.append(event)
            return .goOn
        }
        #expect(events.last == .finished(summary))
        #expect(events.steps.map(\.step) == [1, 2, 3, 4, 5, 6])
        #expect(events.evaluated.map(\.epoch) == [0, 1])
        #expect(events.steps[5].loss < events.steps[0].loss)
        #expect(summary.path == toy.scratch("run"))
        #expect(summary.steps == 6)
        let starts = [
            "train samples: tokenized for this run only", "training data: 8 samples",
            "validation samples: tokenized for this run only", "validation data: 8 samples", "loading ",
        ]
        #expect(lines.count == starts.count)
        for (line, start) in zip(lines, starts) { #expect(line.hasPrefix(start)) }
    }

    @Test("going on from an adapter takes its settings, and refuses others")
    func continuedAdapter() throws {
        let first = toy.finetuning {
            $0.training.usePEFT = true
            $0.lora.r = 4
        }
        _ = try FinetuneRecipe(first).run()
        let adapter = toy.scratch("run")
        func continued(r: Int) throws {
            _ = try FinetuneRecipe(
                toy.finetuning {
                    $0.training.usePEFT = true
                    $0.training.fromPEFTCheckpoint = adapter
                    $0.training.outputDir = toy.scratch("next-\(r)")
                    $0.lora.r = r
                }
            ).run()
        }
        try continued(r: LoRAConfiguration().r)
        #expect(try PEFTAdapter.configuration(in: toy.scratch("next-8")).r == 4)
        #expect(try String(contentsOfFile: toy.scratch("next-8/config.yaml"), encoding: .utf8).contains("r: 4\n"))
        #expect {
            try continued(r: 16)
        } throws: {
            "\($0)".contains("the adapter has its own lora_config")
        }
        #expect(!FileManager.default.fileExists(atPath: toy.scratch("next-16")))
    }

    @Test("an answer to an event saves at once, or ends the run")
    func decisions() throws {
        var events: [TrainingEvent] = []
        var isThere: [Bool] = []
        let summary = try FinetuneRecipe(toy.finetuning()).run { event in
            events.append(event)
            if case .saved = event {
                isThere.append(FileManager.default.fileExists(atPath: toy.scratch("run/model.safetensors")))
            }
            guard case .step(let report) = event else { return .goOn }
            return report.step == 1 ? .save : report.step == 4 ? .stop : .goOn
        }
        #expect(events.saved.first?.step == 1)
        #expect(isThere.allSatisfy { $0 } && isThere.count == events.saved.count)
        #expect(summary.steps == 4)
        #expect(events.evaluated.map(\.step) == [3, 4])
    }

    @Test(
        "training leaves the model that it started from alone, with an adapter and in full", arguments: [true, false])
    func baseIsKept(usePEFT: Bool) throws {
        let before = ScratchFolder.contents(of: toy.model)
        _ = try FinetuneRecipe(toy.finetuning { $0.training.usePEFT = usePEFT }).run()
        #expect(ScratchFolder.contents(of: toy.model) == before)
    }

    @Test("the saved settings are those of the run")
    func savedSettings() throws {
        let settings = toy.finetuning {
            $0.training.usePEFT = true
            $0.training.gamma = 1e-5
            $0.training.seed = .max
            $0.lora.targetModules = ["down_proj", "q_proj"]
            $0.lora.loraAlpha = 2.5
            $0.data.contextLength = 99
            $0.output.json = true
        }
        _ = try FinetuneRecipe(settings).run()
        let resolved = try SettingsReader(schema: FinetuneSettings().schema).read(
            arguments: [], files: [SettingsFile(contentsOf: toy.scratch("run/config.yaml"))])
        #expect(try FinetuneSettings(resolved) == settings)
    }

    @Test("settings out of range are refused before anything is read or written")
    func wrongSettings() throws {
        for change: (inout FinetuneSettings) -> Void in [
            { $0.training.lr = -1 }, { $0.training.lr = .infinity }, { $0.data.contextLength = 0 },
            { $0.data.dataset = "unknown" }, { $0.lora.r = 0 }, { $0.compatibility.enableFSDP = true },
        ] {
            #expect(throws: ConfigurationError.self) { try FinetuneRecipe(toy.finetuning(change)).run() }
        }
        #expect(!FileManager.default.fileExists(atPath: toy.scratch("run")))
    }

    @Test("what cannot end well is refused before training")
    func refusals() throws {
        let before = ScratchFolder.contents(of: toy.model)
        for change: (inout FinetuneSettings) -> Void in [
            { $0.training.outputDir = toy.model }, { $0.training.outputDir = toy.model + "/../model/" },
            { $0.model.dtype = .float16 }, { $0.model.modelName = nil }, { $0.model.device = "tpu" },
        ] {
            #expect(throws: RecipeError.self) { try FinetuneRecipe(toy.finetuning(change)).run() }
        }
        #expect(ScratchFolder.contents(of: toy.model) == before)
        #expect(!FileManager.default.fileExists(atPath: toy.scratch("run")))
    }
}
