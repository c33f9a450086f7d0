import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("finetuning: activation checkpointing")
struct ActivationCheckpointingTests {
    @Test(
        "losses, gradients and the result are the same to the last bit",
        arguments: [
            [],
            [
                "--use_peft", "--lora_config.target_modules", "all-linear", "--lora_config.lora_dropout", "0.3",
            ],
        ])
    func changesNoNumber(_ method: [String]) throws {
        let bench = try Workbench()
        let options =
            try ToyData.grammar.write(to: bench.scratch) + method
            + ["--num_epochs", "2", "--lr", "0.01", "--batch_size_training", "2"]
            + ["--batching_strategy", "padding"]
        let kept = try bench.finetune(options, to: "kept", "--activation_checkpointing", "False")
        let computed = try bench.finetune(options, to: "computed", "--activation_checkpointing")
        let (expected, found) = (kept.events.events("step"), computed.events.events("step"))
        #expect(expected.count == 8)
        for key in ["loss", "grad_norm"] { #expect(found.map { $0[key] } == expected.map { $0[key] }) }
        let file = method.isEmpty ? "model.safetensors" : "adapter_model.safetensors"
        #expect(try ToyModel.weights("\(computed.folder)/\(file)") == ToyModel.weights("\(kept.folder)/\(file)"))
    }

    @Test(
        "activations are not kept",
        .enabled(if: RealModel.isInstalled, "needs SmolLM2-135M-Instruct in .deps/models: run scripts/bootstrap"))
    func takesLessMemory() throws {
        let scratch = try ScratchFolder()
        func peakMemory(_ name: String, _ options: String...) throws -> Int {
            let answer = try Program.run(
                [
                    "finetuning", "--json", "--model_name", RealModel.path, "--dataset", "grammar_dataset",
                    "--data_path", PackageRoot.file("Examples/demo-data"), "--context_length", "2048",
                    "--batch_size_training", "1", "--max_train_step", "1", "--run_validation", "False",
                    "--save_model", "False", "--use_peft", "--output_dir", scratch(name),
                ] + options, environment: ["LLAMA_RECIPES_CACHE": scratch("cache")], in: scratch.path, threads: 2)
            try #require(answer.exitCode == 0, "\(answer)")
            return try #require(answer.json().events("finished").first?["peak_memory"]?.intValue)
        }
        // Of each of 2,048 tokens 30 blocks keep x, q, k, v, what was attended to, the middle, gate and up in bfloat16, and
        // some sums in float32; or x alone, and one block at a time all of it.
        let kept = 2 * (4 * 576 + 2 * 192 + 2 * 1536) + 4 * (9 + 2 + 2 * 8), recomputed = 2 * 576
        let expected = Double(2048 * (30 * (kept - recomputed) - kept))
        let saved =
            try peakMemory("kept", "--activation_checkpointing", "False")
            - peakMemory("computed", "--activation_checkpointing", "True")
        // Where other programs run, threads leave other holes in the heap while the model is loaded: 0.2 GB were seen.
        #expect((0.5 * expected..<1.1 * expected).contains(Double(saved)), "\(saved), expected \(expected)")
    }

    @Test("is a switch with a third position")
    func values() throws {
        for value in [["maybe"], ["[True]"], ["Auto"]] {
            let answer = try Program.run(
                ["finetuning", "--model_name", "/nothing", "--activation_checkpointing"] + value)
            #expect(answer.exitCode == 2)
            #expect(answer.errorLines.contains { $0.contains("'\(value[0])' is not True, False or auto") })
        }
        for value in [
            ["--activation_checkpointing=auto"], ["--activation_checkpointing"], ["--no-activation_checkpointing"],
        ] {
            let answer = try Program.run(["finetuning", "--model_name", "/nothing"] + value)
            #expect(answer.errorLines.contains { $0.contains("/nothing: there is no such file") }, "\(answer)")
        }
    }

    @Test("llama-recipes' name of it in the group of FSDP is refused with the option to use")
    func nameWithFSDP() throws {
        let answer = try Program.run(
            ["finetuning", "--model_name", "/nothing", "--fsdp_config.fsdp_activation_checkpointing", "True"])
        #expect(answer.exitCode == 2)
        #expect(answer.errorLines.contains { $0.contains("--activation_checkpointing does the same there") })
    }
}
