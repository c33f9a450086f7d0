import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("config")
struct ConfigTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func config(_ options: String...) throws -> Subprocess.Answer {
        let answer = try Program.run(["config"] + options, in: scratch.path)
        #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
        return answer
    }

    @Test("--json tells each setting's value, default and origin")
    func json() throws {
        let file = try scratch.write("gamma: 0.5\nlora_config:\n  r: 16\n", to: "run.yaml")
        let answer = try config("--json", "--config", file, "--lr", "0.01", "--use_peft")
        let settings = try #require(
            try JSONValue(parsing: answer.output, origin: "output")["settings"]?.arrayValue)
        func setting(_ key: String) -> JSONValue? { settings.first { $0["key"]?.stringValue == key } }
        #expect(setting("lr")?["value"] == 0.01)
        #expect(setting("lr")?["default"] == 0.0001)
        #expect(setting("lr")?["origin"] == ["kind": "flag", "flag": "--lr"])
        #expect(setting("use_peft")?["value"] == true)
        #expect(setting("gamma")?["origin"] == ["kind": "file", "path": .string(file), "line": 1])
        #expect(setting("lora_config.r")?["value"] == 16)
        #expect(setting("lora_config.r")?["origin"]?["line"]?.intValue == 3)
        #expect(setting("num_epochs")?["origin"] == ["kind": "default"])
    }

    @Test("llama-recipes' names and defaults")
    func defaults() throws {
        let answer = try config("--json")
        let settings = try #require(
            try JSONValue(parsing: answer.output, origin: "output")["settings"]?.arrayValue)
        let expected: [(String, JSONValue)] = [
            ("batch_size_training", 4), ("batching_strategy", "packing"), ("context_length", 4096),
            ("gradient_accumulation_steps", 1), ("gradient_clipping", false), ("gradient_clipping_threshold", 1.0),
            ("num_epochs", 3), ("max_train_step", 0), ("max_eval_step", 0), ("lr", 1e-4), ("weight_decay", 0.0),
            ("gamma", 0.85), ("seed", 42), ("val_batch_size", 1), ("dataset", "samsum_dataset"),
            ("peft_method", "lora"), ("use_peft", false), ("run_validation", true), ("save_model", true),
            ("freeze_layers", false), ("num_freeze_layers", 1), ("lora_config.r", 8), ("lora_config.lora_alpha", 32),
            ("lora_config.lora_dropout", 0.05), ("lora_config.bias", "none"),
            ("lora_config.target_modules", ["q_proj", "v_proj"]), ("use_fast_kernels", false),
            ("num_workers_dataloader", 1), ("dtype", "bfloat16"), ("device", "auto"), ("shuffle", true),
        ]
        for (key, value) in expected {
            let found = settings.first { $0["key"]?.stringValue == key }?["value"]
            let isSame = found == value || (found?.doubleValue != nil && found?.doubleValue == value.doubleValue)
            #expect(isSame, "\(key) is \(String(describing: found)), expected \(value)")
        }
    }

    @Test("--yaml gives a file that means the same settings")
    func yaml() throws {
        let answer = try config("--yaml", "--lr", "0.01", "--lora_config.target_modules", "[q_proj,o_proj]", "--r", "3")
        let file = try scratch.write(answer.output, to: "again.yaml")
        #expect(try config("--yaml", "--config", file).output == answer.output)
        #expect(answer.output.contains("lr: 0.01\n"))
        #expect(answer.output.contains("lora_config:\n  r: 3\n"))
    }

    @Test("the table, an explanation and the tables of the documentation")
    func text() throws {
        let table = try config("--lr", "0.5").outputLines
        #expect(table.contains { $0.wholeMatch(of: #/lr +0\.5 +.*--lr.*/#) != nil })
        let explained = try config("--explain", "lr", "--lr", "0.5").output
        for part in ["Learning rate", "0.5", "--lr"] { #expect(explained.contains(part)) }
        #expect(
            try config("--markdown").output.contains("| `--batch_size_training` | whole number, at least 1 | `4` |"))
        expectRefusal(
            try Program.run("config", "--explain", "learning_rat"), code: 2, naming: ["learning_rat", "learning_rate"])
        expectRefusal(try Program.run("config", "--explain"), code: 2, naming: ["--explain"])
    }
}
