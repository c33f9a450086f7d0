import TestFolders
import Testing
import TestingSupport

@Suite("bad input: settings")
struct BadSettingsTests {
    /// Options that contradict the settings' own rules, and what the message must say.
    private static let trainingSettings: [(options: [String], naming: [String])] = [
        (["--context_length", "0"], ["--context_length", "at least 2"]),
        (["--context_length", "1"], ["--context_length", "at least 2"]),
        (["--context_length", "-4"], ["--context_length", "at least 2"]),
        (["--context_length", "many"], ["--context_length", "many"]),
        (["--context_length", "99999999999999999999"], ["--context_length", "99999999999999999999"]),
        (["--context_length", "2.5"], ["--context_length", "2.5"]),
        (["--lr", "-0.1"], ["--lr", "-0.1"]),
        (["--lr", "nan"], ["--lr", "nan"]),
        (["--lr", "inf"], ["--lr", "inf"]),
        (["--lr", "fast"], ["--lr", "fast"]),
        (["--weight_decay", "-1"], ["--weight_decay"]),
        (["--gamma", "0"], ["--gamma"]),
        (["--num_epochs", "0"], ["--num_epochs"]),
        (["--num_epochs", "-1"], ["--num_epochs"]),
        (["--batch_size_training", "0"], ["--batch_size_training"]),
        (["--val_batch_size", "0"], ["--val_batch_size"]),
        (["--gradient_accumulation_steps", "0"], ["--gradient_accumulation_steps"]),
        (["--gradient_clipping_threshold", "0"], ["--gradient_clipping_threshold"]),
        (["--max_train_step", "-1"], ["--max_train_step"]),
        (["--seed", "-1"], ["--seed"]),
        (["--num_threads", "-1"], ["--num_threads"]),
        (["--lora_config.r", "0"], ["--lora_config.r"]),
        (["--lora_config.lora_dropout", "1"], ["--lora_config.lora_dropout"]),
        (["--lora_config.target_modules", "[]"], ["--lora_config.target_modules"]),
        (["--lora_config.bias", "all"], ["--lora_config.bias", "none"]),
        (["--dtype", "float8"], ["--dtype", "float8", "bfloat16"]),
        (["--batching_strategy", "sorting"], ["--batching_strategy", "sorting", "padding"]),
        (["--use_peft", "perhaps"], ["--use_peft", "perhaps"]),
    ]

    /// The settings in as few runs as there are settings of one option: each run tells all that is wrong with it.
    private static let rounds: [[Int]] = {
        var rounds: [[Int]] = []
        for index in trainingSettings.indices {
            let option = trainingSettings[index].options.first { $0.hasPrefix("--") }
            let place = rounds.firstIndex { round in
                !round.contains { trainingSettings[$0].options.contains(option ?? "") }
            }
            if let place { rounds[place].append(index) } else { rounds.append([index]) }
        }
        return rounds
    }()

    @Test("a value out of range is told with its option, before anything is read", arguments: rounds)
    func training(round: [Int]) throws {
        let scratch = try ScratchFolder()
        let cases = round.map { Self.trainingSettings[$0] }
        let answer = try Program.run(
            ["finetuning", "--model_name", "/nothing", "--output_dir", scratch("run")] + cases.flatMap(\.options))
        #expect(answer.exitCode == 2)
        #expect(answer.output.isEmpty)
        #expect(answer.errorLines.count == cases.count, "\(answer)")
        for (options, naming) in cases {
            let isTold = answer.errorLines.contains { line in naming.allSatisfy { line.contains($0) } }
            #expect(isTold, "\(options) in \(answer)")
        }
        #expect(entries(scratch("run")) == nil)
    }

    private static let commandSettings: [(options: [String], naming: [String])] = [
        (["finetuning", "--from_peft_checkpoint", "/x"], ["--from_peft_checkpoint", "--use_peft"]),
        (["finetuning", "--use_peft", "--freeze_layers"], ["--freeze_layers", "--use_peft"]),
        (["finetuning", "--lr", "1", "--lr", "2"], ["--lr", "twice"]),
        (["finetuning", "--lr"], ["--lr", "needs a value"]),
        (["finetuning", "lr", "1"], ["--lr"]),
        (["generate", "--prompt", "x", "--temperature", "0"], ["--temperature"]),
        (["generate", "--prompt", "x", "--top_p", "1.5"], ["--top_p"]),
        (["generate", "--prompt", "x", "--top_k", "-1"], ["--top_k"]),
        (["generate", "--prompt", "x", "--max_new_tokens", "0"], ["--max_new_tokens"]),
        (["generate"], ["--prompt", "--prompt_file", "--input"]),
        (["generate", "--prompt", "x", "--prompt_file", "y"], ["--prompt"]),
        (["generate", "--prompt", "x", "--system", "y"], ["--system", "--chat"]),
        (["generate", "--prompt", "x", "--temperature", "0.7"], ["--temperature", "--do_sample"]),
        (["generate", "--prompt", "x", "--top_k", "5"], ["--top_k", "--do_sample"]),
        (["generate", "--prompt", "x", "--top_p", "0.9"], ["--top_p", "--do_sample"]),
        (["score"], ["--input"]),
        (["inspect", "--limit", "-1"], ["--limit"]),
        (["inspect", "--split", "vaildation"], ["--split", "vaildation", "validation"]),
        (["evaluate", "--max_eval_step", "-1"], ["--max_eval_step"]),
        (["evaluate", "--lr", "1"], ["--lr"]),
        (["tokenize", "--text", "x"], ["--tokenizer"]),
        (["tokenize", "--tokenizer", "x"], ["--text", "--input", "--ids"]),
        (["tokenize", "--tokenizer", "x", "--ids", "[1,a]"], ["--ids"]),
    ]

    @Test("so are those of the other commands", arguments: commandSettings.indices)
    func commands(index: Int) throws {
        let (options, naming) = Self.commandSettings[index]
        let answer = try Program.run(options)
        expectRefusal(answer, code: 2, naming: naming)
        #expect(answer.output.isEmpty)
    }

    @Test("several problems are told at once, one line each")
    func several() throws {
        let answer = try Program.run("finetuning", "--lr", "-1", "--num_epochs", "0", "--bach_size_training", "1")
        #expect(answer.exitCode == 2)
        #expect(answer.errorLines.count == 3, "\(answer)")
        for part in ["--lr", "--num_epochs", "--batch_size_training"] { #expect(answer.errors.contains(part)) }
    }

    @Test("a settings file is held to the same rules, by file and line")
    func settingsFile() throws {
        let scratch = try ScratchFolder()
        let cases: [(String, [String])] = [
            ("lr: 0.1\nnum_epoch: 3\n", [":2", "num_epoch", "num_epochs"]),
            ("lr: fast\n", [":1", "lr", "fast"]),
            ("lora_config:\n  rank: 3\n", [":2", "rank"]),
            ("lr: [1, 2\n", [":"]),
            ("- lr\n", ["run.yaml"]),
        ]
        for (text, naming) in cases {
            let file = try scratch.write(text, to: "run.yaml")
            let answer = try Program.run("finetuning", "--config", file)
            expectRefusal(answer, code: 2, naming: ["/run.yaml"] + naming)
        }
    }

    @Test("a device that is not there, or is none", arguments: ["gpu", "cuda:99", "cuda:x", "mps", ""])
    func device(name: String) throws {
        let bench = try Workbench()
        let answer = try bench.run(
            "finetuning",
            ["--model_name", bench.model, "--device=\(name)", "--output_dir", bench.scratch("run")]
                + ToyData.grammar.write(to: bench.scratch))
        #expect(answer.exitCode == 1 || answer.exitCode == 2)
        expectRefusal(answer, code: answer.exitCode, naming: [name.hasPrefix("cuda:9") ? "CUDA" : "device"])
        #expect(entries(bench.scratch("run")) == nil)
    }

    @Test("no model is named")
    func noModel() throws {
        let scratch = try ScratchFolder()
        let data = try ToyData.grammar.write(to: scratch)
        expectRefusal(
            try Program.run(["finetuning", "--output_dir", scratch("run")] + data), naming: ["--model_name"])
        #expect(entries(scratch("run")) == nil)
    }

    @Test("layers and targets that the model does not have")
    func modelSettings() throws {
        let bench = try Workbench()
        let data = try ToyData.grammar.write(to: bench.scratch)
        let cases = [
            (["--freeze_layers", "--num_freeze_layers", "2"], ["num_freeze_layers", "2 layers"]),
            (["--use_peft", "--target_modules", "[q_proj,c_attn]"], ["c_attn", "; "]),
        ]
        for (options, naming) in cases {
            let answer = try bench.run(
                "finetuning", bench.modelOptions + data + options + ["--output_dir", bench.scratch("run")])
            expectRefusal(answer, naming: naming)
            #expect(entries(bench.scratch("run")) == nil)
        }
    }
}
