import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("bad input: adapters")
struct BadAdapterTests {
    /// Changes the adapter's settings.
    private static func configured(_ key: String, _ value: JSONValue, naming: [String]) -> Fault {
        Fault("adapter_config.json with \(key) \(value)", naming: naming) { bench in
            var config = try JSONValue(contentsOf: bench.scratch("adapter/adapter_config.json"))
            config[key] = value
            try bench.scratch.write(config.text(), to: "adapter/adapter_config.json")
            return [bench.scratch("adapter")]
        }
    }

    private static let faults = [
        configured("r", 4, naming: ["/adapter_model.safetensors", "lora_A", "[8, 32]", "[4, 32]", "; "]),
        configured("peft_type", "IA3", naming: ["/adapter_config.json", "peft_type", "IA3", "; "]),
        configured("use_dora", true, naming: ["/adapter_config.json", "use_dora", "; "]),
        configured("target_modules", ["q_proj"], naming: ["/adapter_model.safetensors", "v_proj", "; "]),
        configured(
            "target_modules", ["q_proj", "v_proj", "k_proj"], naming: ["/adapter_model.safetensors", "k_proj", "; "]),
        configured("target_modules", ["query"], naming: ["/adapter_config.json", "query", "; "]),
        Fault("an adapter of another model", naming: ["/adapter_model.safetensors", "[8, 16]", "[8, 32]", "; "]) {
            bench in
            let model = try ToyModel.save(to: bench.scratch("narrow"), hiddenSize: 16)
            let answer = try bench.run(
                "finetuning",
                ["--model_name", model, "--output_dir", bench.scratch("other"), "--use_peft", "--num_epochs", "1"]
                    + ToyData.grammar.write(to: bench.scratch))
            try #require(answer.exitCode == 0, "\(answer)")
            return [bench.scratch("other")]
        },
        Fault("no such adapter", naming: ["/no-adapter", "; "]) { _ in ["/no-adapter"] },
        Fault("a model folder for an adapter", naming: ["adapter_config.json", "; "]) { bench in [bench.model] },
        Fault("no adapter weights", naming: ["/adapter_model.safetensors", "; "]) { bench in
            try FileManager.default.removeItem(atPath: bench.scratch("adapter/adapter_model.safetensors"))
            return [bench.scratch("adapter")]
        },
        Fault("cut adapter weights", naming: ["/adapter_model.safetensors", "; "]) { bench in
            let file = "adapter/adapter_model.safetensors"
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bench.scratch(file))))
            try bench.scratch.write(Array(bytes.prefix(500)), to: file)
            return [bench.scratch("adapter")]
        },
        Fault("pickled adapter weights", naming: ["/adapter_model.bin", "safetensors"]) { bench in
            try FileManager.default.moveItem(
                atPath: bench.scratch("adapter/adapter_model.safetensors"),
                toPath: bench.scratch("adapter/adapter_model.bin"))
            return [bench.scratch("adapter")]
        },
    ]

    @Test("an adapter that does not fit is refused in one line", arguments: faults)
    func refused(fault: Fault) throws {
        let bench = try Workbench()
        for (name, bytes) in try Self.adapter.get() { try bench.scratch.write(bytes, to: "adapter/\(name)") }
        let data = try ToyData.grammar.write(to: bench.scratch)
        let adapter = try #require(try fault.prepare(bench).first)
        let training = try bench.run(
            "finetuning",
            bench.modelOptions + data
                + ["--use_peft", "--from_peft_checkpoint", adapter, "--output_dir", bench.scratch("run")])
        expectRefusal(training, naming: fault.naming)
        #expect(entries(bench.scratch("run")) == nil)
    }

    /// The files of an adapter for the toy model, trained once.
    private static let adapter = Result {
        let bench = try Workbench()
        let options = try ToyData.grammar.write(to: bench.scratch) + ["--use_peft", "--max_train_step", "1"]
        return try #require(ScratchFolder.contents(of: try bench.finetune(options).folder))
    }

    @Test("other commands refuse it as well", arguments: ["score", "generate", "evaluate"])
    func otherCommands(command: String) throws {
        let bench = try Workbench()
        let texts = try bench.scratch.write("{\"text\": \"x\"}", to: "texts.jsonl")
        let options = [
            "score": ["--input", texts], "generate": ["--prompt", "x"],
            "evaluate": try ToyData.grammar.write(to: bench.scratch),
        ]
        let answer = try bench.run(
            command, bench.modelOptions + options[command, default: []] + ["--peft_model", "/no-adapter"])
        expectRefusal(answer, naming: ["/no-adapter", "; "])
        #expect(answer.output.isEmpty)
    }
}
