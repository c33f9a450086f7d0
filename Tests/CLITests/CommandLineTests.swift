import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("command line")
struct CommandLineTests {
    @Test(
        "--help of each command exits 0 and lists its settings",
        arguments: [
            ("finetuning", ["--lora_config.r", "--samsum_dataset.data_path", "--batch_size_training", "--json"]),
            ("evaluate", ["--peft_model", "--split", "--val_batch_size", "--json"]),
            ("generate", ["--prompt", "--top_p", "--chat", "--json"]),
            ("score", ["--input", "--peft_model", "--json"]),
            ("inspect", ["--batching_strategy", "--limit", "--json"]),
            ("tokenize", ["--tokenizer", "--no_special_tokens", "--json"]),
            ("config", ["--explain", "--yaml", "--json"]),
        ])
    func help(command: String, settings: [String]) throws {
        let answer = try Program.run(command, "--help")
        #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
        #expect(answer.output.contains("Usage: llama-recipes \(command) "))
        for setting in settings { #expect(answer.output.contains(setting), "\(setting) in \(answer.output)") }
    }

    @Test("the program names its commands and its version")
    func program() throws {
        for arguments in [["--help"], ["help"], []] {
            let answer = try Program.run(arguments)
            #expect(answer.exitCode == 0)
            for command in ["finetuning", "evaluate", "generate", "score", "inspect", "tokenize", "config"] {
                #expect(answer.output.contains("  \(command) "), "\(command) in \(answer.output)")
            }
        }
        #expect(try Program.run("--version").output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
        expectRefusal(
            try Program.run("finetune", "--model_name", "x"), code: 2,
            naming: ["finetune", "did you mean 'finetuning'?"])
        expectRefusal(try Program.run("serve"), code: 2, naming: ["serve", "--help"])
    }

    @Test(
        "an unknown option is an error that names the nearest one",
        arguments: [
            ("--bach_size_training", "--batch_size_training"), ("--learning_rat", "--learning_rate"),
            ("--lora_config.alpha", "--lora_config.lora_alpha"), ("--lora_conf.r", "--lora_config.r"),
            ("--samsum_dataset.data_pth", "--samsum_dataset.data_path"), ("--num_epoch", "--num_epochs"),
            ("--usepeft", "--use_peft"), ("--max_train_steps", "--max_train_step"),
        ])
    func unknownOption(typed: String, nearest: String) throws {
        let answer = try Program.run("finetuning", typed, "3")
        expectRefusal(answer, code: 2, naming: [typed, "did you mean \(nearest)?"])
    }

    /// Command lines as llama-recipes' own documentation has them, with the data set's place added.
    private static let commandLines: [(options: [String], dataset: ToyData, steps: Int, result: String)] = [
        (
            [
                "--use_peft", "--peft_method", "lora", "--num_epochs", "1", "--batching_strategy", "padding",
                "--lora_config.r", "4", "--use_fast_kernels", "--save_metrics",
            ], .samsum, 2, "adapter_model.safetensors"
        ),
        (
            [
                "--use_peft", "--peft_method=lora", "--num_epochs=1", "--batch_size_training=2", "--lr=3e-4",
                "--gradient_accumulation_steps=2", "--weight_decay=0.1", "--context_length=512", "--nouse_fast_kernels",
                "--mixed_precision", "True", "--low_cpu_fsdp", "False", "--num_workers_dataloader", "2",
            ], .alpaca, 2, "adapter_model.safetensors"
        ),
        (
            [
                "--num_epochs", "1", "--batch_size_training", "4", "--val_batch_size", "2", "--run_validation", "true",
                "--batching_strategy", "padding", "--train_config.seed", "7", "--one_gpu", "1", "--freeze_layers",
                "--num_freeze_layers", "1", "--dist_checkpoint_root_folder", "model_checkpoints",
                "--dist_checkpoint_folder", "fine-tuned", "--max_train_step", "1",
            ], .grammar, 1, "model.safetensors"
        ),
    ]

    @Test("llama-recipes' own command lines work", arguments: commandLines.indices)
    func llamaRecipesCommandLine(index: Int) throws {
        let (options, dataset, steps, result) = Self.commandLines[index]
        let bench = try Workbench()
        let answer = try bench.run(
            "finetuning",
            ["--model_name", bench.model, "--output_dir", bench.scratch("run")] + options
                + dataset.write(to: bench.scratch))
        #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
        #expect(answer.output.contains("finished \(steps) steps"), "\(answer.output)")
        #expect(FileManager.default.fileExists(atPath: bench.scratch("run/\(result)")))
    }

    @Test("the data set's settings may be given bare, by their group and by its training split")
    func datasetOptions() throws {
        let bench = try Workbench()
        _ = try ToyData.grammar.write(to: bench.scratch)
        let rows = try bench.run(
            "inspect",
            [
                "--model_name", bench.model, "--dataset", "grammar_dataset", "--data_path", bench.scratch("data"),
                "--train_split", "validation.csv", "--json",
            ])
        #expect(rows.exitCode == 0, "\(rows)")
        #expect(rows.outputLines.count == 1)
    }

    @Test(
        "options of llama-recipes that ask for what is not done are refused with the reason",
        arguments: [
            (["--enable_fsdp"], "--enable_fsdp"), (["--quantization", "4bit"], "--quantization"),
            (["--use_fp16"], "--use_fp16"), (["--use_wandb"], "--use_wandb"),
            (["--save_optimizer"], "--save_optimizer"),
            (["--peft_method", "prefix"], "--peft_method"),
        ])
    func refused(options: [String], name: String) throws {
        let bench = try Workbench()
        let answer = try bench.run(
            "finetuning", bench.modelOptions + ["--output_dir", bench.scratch("run")] + options)
        expectRefusal(answer, code: 2, naming: [name])
        #expect(entries(bench.scratch("run")) == nil)
    }
}
