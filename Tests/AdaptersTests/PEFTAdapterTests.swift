import Adapters
import Checkpoints
import Foundation
import ModelFiles
import Models
import NN
import ParitySupport
import TestFolders
import Testing
import Torch

/// Adapters on disk: what is saved is found again, and what does not fit is refused.
struct PEFTAdapterTests {
    private let test = AdapterCase(fixture: ParityFixture("mha"), adapter: "lora-all")

    private func logits(_ model: LlamaModel) throws -> Tensor {
        try Autograd.noGrad { try model.logits(model.hidden(test.fixture.input())) }
    }

    @Test(arguments: [["q_proj", "v_proj"], ["all-linear"], ["layers.1.mlp.up_proj", "lm_head"]])
    func aSavedAdapterGivesTheSameLogits(_ targets: [String]) throws {
        let model = try test.fixture.model()
        let configuration = LoRAConfiguration(r: 3, targetModules: targets, loraDropout: 0.25, useRSLoRA: true)
        try LoRA.apply(to: model, configuration: configuration)
        _ = try TrainingRun(model: model, fixture: test.fixture).losses(steps: 3, learningRate: 1e-2)
        let folder = try ScratchFolder()
        try PEFTAdapter.save(model, to: "\(folder.path)/adapter", baseModelName: "toys/mha")

        let again = try test.fixture.model()
        let loaded = try PEFTAdapter.load(into: again, from: "\(folder.path)/adapter")
        #expect(try logits(again).floats() == logits(model).floats())
        #expect(LoRA.layers(in: again).map(\.path) == LoRA.layers(in: model).map(\.path))
        #expect(loaded.r == 3 && loaded.loraAlpha == 32 && loaded.loraDropout == 0.25 && loaded.useRSLoRA)
        // The copy can be trained on; measured without the dropout that its steps have.
        let run = try TrainingRun(model: again, fixture: test.fixture)
        let before = try Autograd.noGrad { try run.loss().item() }
        _ = try run.losses(steps: 20, learningRate: 1e-2)
        #expect(try Autograd.noGrad { try run.loss().item() } < before)
    }

    @Test func theFilesAreWhatPeftWrites() throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/adapter"
        try PEFTAdapter.save(test.model(), to: path, baseModelName: "mha")
        let (saved, reference) = (
            try SafetensorsFile(path: "\(path)/adapter_model.safetensors"),
            try SafetensorsFile(path: "\(test.folder)/adapter_model.safetensors")
        )
        #expect(Set(saved.tensors.map(\.name)) == Set(reference.tensors.map(\.name)))
        #expect(saved.metadata == reference.metadata)
        for (name, tensor) in SafetensorsWeights(saved).stored {
            let wanted = try #require(SafetensorsWeights(reference).stored[name])
            #expect(tensor.shape == wanted.shape && tensor.type == wanted.type)
            #expect(Array(tensor.bytes) == Array(wanted.bytes), "\(name)")
        }
        let settings = try JSONValue(contentsOf: "\(path)/adapter_config.json")
        let theirs = try JSONValue(contentsOf: "\(test.folder)/adapter_config.json")
        for (key, value) in try #require(settings.objectValue) { #expect(value == theirs[key], "\(key)") }
    }

    @Test func moreFilesCanBeAddedAndAFailureLeavesNothing() throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/adapter"
        let model = try test.model()
        #expect(throws: CancellationError.self) {
            try PEFTAdapter.save(model, to: path, baseModelName: "mha") { _ in throw CancellationError() }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        try PEFTAdapter.save(model, to: path, baseModelName: "mha") { draft in
            try "x".write(toFile: "\(draft)/note.txt", atomically: false, encoding: .utf8)
        }
        #expect(FileManager.default.fileExists(atPath: "\(path)/note.txt"))
    }

    @Test func aPatternSelectsWholePaths() throws {
        let folder = try changedAdapter { settings in
            settings["target_modules"] = .string(#".*\.(q|k|v|o|gate|up|down)_proj"#)
        }
        let model = try test.fixture.model()
        try PEFTAdapter.load(into: model, from: folder.path)
        #expect(try relativeError(logits(model), test.expected("logits")) < 1e-4)
    }

    /// A copy of peft's adapter with other settings.
    private func changedAdapter(_ change: (inout JSONValue) -> Void) throws -> ScratchFolder {
        let folder = try ScratchFolder()
        var settings = try JSONValue(contentsOf: "\(test.folder)/adapter_config.json")
        change(&settings)
        _ = try folder.write(settings.text(), to: "adapter_config.json")
        try FileManager.default.copyItem(
            atPath: "\(test.folder)/adapter_model.safetensors", toPath: "\(folder.path)/adapter_model.safetensors")
        return folder
    }

    private static let badSettings: [(key: String, value: JSONValue, message: String)] = [
        ("peft_type", "IA3", "peft_type: 'IA3' is not supported; only LORA is supported"),
        ("peft_type", nil, "peft_type: is missing"),
        ("task_type", "SEQ_CLS", "task_type: 'SEQ_CLS' is not supported"),
        ("use_dora", true, "use_dora: is set, but not supported"),
        ("modules_to_save", ["lm_head"], "modules_to_save: is set, but not supported"),
        ("rank_pattern", ["q_proj": 4], "rank_pattern: is set, but not supported"),
        ("init_lora_weights", "pissa", "init_lora_weights: 'pissa' changed the base weights"),
        ("bias", "all", "lora bias: 'all' is not supported"),
        ("r", 8, "lora_A.weight: has shape [4, 32], but [8, 32] is expected"),
        ("target_modules", ["q_proj", "query"], "target_modules: 'query' matches no linear layer"),
        ("target_modules", ["q_proj"], "belongs to no layer that target_modules names (nor do 23 others)"),
        ("target_modules", ["all-linear", "lm_head"], "lm_head.lora_A.weight: the tensor is missing"),
        ("target_modules", "(", "target_modules: '(' is no regular expression"),
        ("target_modules", "nothing", "target_modules: 'nothing' matches no linear layer"),
    ]

    @Test(arguments: badSettings.indices)
    func settingsThatDoNotFitAreRefused(_ index: Int) throws {
        let (key, value, message) = Self.badSettings[index]
        let folder = try changedAdapter { $0[key] = value }
        let model = try test.fixture.model()
        let error = #expect(throws: AdapterError.self) { try PEFTAdapter.load(into: model, from: folder.path) }
        let text = try #require(error?.description)
        #expect(text.hasPrefix(folder.path) && text.contains(message), "\(text)")
        #expect(!text.contains("\n"))
        #expect(LoRA.layers(in: model).isEmpty)
    }

    @Test func anotherBaseModelIsRefused() throws {
        let model = try ParityFixture("gqa-tied").model()
        let error = #expect(throws: AdapterError.self) { try PEFTAdapter.load(into: model, from: test.folder) }
        #expect(error?.description.contains("has shape [32, 4], but [16, 4] is expected") == true)
    }

    @Test func missingFilesAreNamed() throws {
        let folder = try ScratchFolder()
        let model = try test.fixture.model()
        let absent = #expect(throws: AdapterError.self) { try PEFTAdapter.load(into: model, from: folder.path) }
        #expect(absent?.description.contains("it holds no adapter_config.json") == true)
        try FileManager.default.copyItem(
            atPath: "\(test.folder)/adapter_config.json", toPath: "\(folder.path)/adapter_config.json")
        #expect(throws: ModelFileError.self) { try PEFTAdapter.load(into: model, from: folder.path) }
        _ = try folder.write("", to: "adapter_model.bin")
        let error = #expect(throws: AdapterError.self) { try PEFTAdapter.load(into: model, from: folder.path) }
        #expect(error?.description.contains("pickled") == true)
    }

    @Test func aModelWithoutAdapterHasNothingToSave() throws {
        let folder = try ScratchFolder()
        #expect(throws: AdapterError.self) {
            try PEFTAdapter.save(test.fixture.model(), to: "\(folder.path)/adapter", baseModelName: "mha")
        }
    }

    private static let exportFolder = ProcessInfo.processInfo.environment["PEFT_CHECK_FOLDER"]

    /// Writes what `scripts/check_peft_adapter.py` compares: trained adapters and the logits computed here.
    @Test(.enabled(if: exportFolder != nil, "set PEFT_CHECK_FOLDER to export adapters for check_peft_adapter.py"))
    func exportForPeft() throws {
        let folder = try #require(Self.exportFolder)
        for fixture in ParityFixture.fullSize {
            let model = try fixture.model()
            try LoRA.apply(to: model, configuration: LoRAConfiguration(targetModules: ["all-linear"]))
            _ = try TrainingRun(model: model, fixture: fixture).losses(steps: 5, learningRate: 1e-2)
            let path = "\(folder)/\(fixture.name)"
            let input = try fixture.input()
            let logits = try Autograd.noGrad { try model.logits(model.hidden(input)) }
            try PEFTAdapter.save(model, to: "\(path)/adapter", baseModelName: fixture.folder)
            try SafetensorsWriter.write(
                [("input_ids", input.inputIDs), ("logits", logits)], to: "\(path)/expected.safetensors")
        }
    }
}
