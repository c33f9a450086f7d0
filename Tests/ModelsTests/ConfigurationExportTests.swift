import ModelFiles
import Models
import ParitySupport
import Testing
import Torch

/// A `config.json` that is written describes the model that it was written for.
struct ConfigurationExportTests {
    private static let types = [
        "qwen2": ("qwen2", "Qwen2ForCausalLM"), "qwen3": ("qwen3", "Qwen3ForCausalLM"),
        "qwen3-biases": ("qwen3", "Qwen3ForCausalLM"),
    ]

    @Test(arguments: ParityFixture.all)
    func whatIsWrittenReadsTheSame(_ fixture: ParityFixture) throws {
        let configuration = try LlamaConfiguration(contentsOf: fixture.configPath)
        let json = try configuration.json(dtype: .float32)
        #expect(try LlamaConfiguration(json: json, origin: "written") == configuration)
        let (type, architecture) = Self.types[fixture.name] ?? ("llama", "LlamaForCausalLM")
        #expect(json["model_type"]?.stringValue == type)
        #expect(json["architectures"]?.arrayValue?.map(\.stringValue) == [architecture])
        // What transformers wrote has the same type.
        #expect(try JSONValue(contentsOf: fixture.configPath)["model_type"]?.stringValue == type)
    }

    @Test func whatNoTypeDescribesIsRefused() throws {
        let fixture = ParityFixture("qwen3")
        let changes: [(inout LlamaConfiguration) -> Void] = [
            { $0.mlpBias = true }, { $0.attentionBias = true },
            {
                $0.queryKeyNorm = false
                $0.attentionOutputBias = true
            },
        ]
        for change in changes {
            var configuration = try LlamaConfiguration(contentsOf: fixture.configPath)
            change(&configuration)
            let error = #expect(throws: ModelError.self) { try configuration.json(dtype: .float32) }
            #expect(error?.description.hasPrefix("model: model_type: no type of transformers") == true)
        }
    }
}
