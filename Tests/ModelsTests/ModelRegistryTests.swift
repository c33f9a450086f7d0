import Checkpoints
import ModelFiles
import Models
import NN
import ParitySupport
import TestFolders
import Testing
import Torch

struct ModelRegistryTests {
    @Test(arguments: ["mha", "qwen2", "qwen3"])
    func aModelIsFoundByItsType(_ name: String) throws {
        let fixture = ParityFixture(name)
        let model = try ModelRegistry.standard.load(
            configPath: fixture.configPath, weights: fixture.weights(), dtype: .float32)
        #expect(try relativeError(model.logits(model.hidden(fixture.input())), fixture.expected("logits")) < 1e-4)
    }

    @Test(arguments: [(#"{"model_type": "mamba"}"#, "'mamba' is not supported"), ("{}", "is missing")])
    func anUnknownTypeNamesTheKnownOnes(_ text: String, _ problem: String) throws {
        let folder = try ScratchFolder()
        let path = try folder.write(text, to: "config.json")
        let error = #expect(throws: ModelError.self) {
            try ModelRegistry.standard.load(
                configPath: path, weights: ParityFixture("mha").weights(), dtype: .float32)
        }
        #expect(error?.description == "\(path): model_type: \(problem); supported model types: llama, qwen2, qwen3")
    }
}
