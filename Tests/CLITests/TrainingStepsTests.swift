import ModelFiles
import Testing
import TestingSupport

@Suite("finetuning: steps, epochs and what is trained")
struct TrainingStepsTests {
    private let bench: Workbench
    private let data: [String]

    init() throws {
        bench = try Workbench()
        // Eight samples, so batches of three make three steps an epoch.
        data =
            try ToyData.grammar.write(to: bench.scratch)
            + ["--batching_strategy", "padding", "--batch_size_training", "3"]
    }

    @Test("an epoch sees every sample once, and the rate falls by gamma after it")
    func epochs() throws {
        let steps = try bench.finetune(data, "--num_epochs", "2", "--lr", "0.001", "--gamma", "0.5").events
            .events("step")
        #expect(steps.integers("step") == [1, 2, 3, 4, 5, 6])
        #expect(steps.integers("epoch") == [0, 0, 0, 1, 1, 1])
        #expect(steps.map { $0["lr"]?.doubleValue } == [0.001, 0.001, 0.001, 0.0005, 0.0005, 0.0005])
        let tokens = steps.map { $0["tokens"]?.intValue ?? 0 }
        #expect(tokens[0...2].reduce(0, +) == tokens[3...5].reduce(0, +))
    }

    @Test("max_train_step ends the run in the middle of an epoch, with validation and a result")
    func maximumSteps() throws {
        let run = try bench.finetune(data, "--num_epochs", "5", "--max_train_step", "4")
        #expect(run.events.events("step").count == 4)
        #expect(run.events.events("started").first?["steps"]?.intValue == 4)
        #expect(run.events.events("evaluated").integers("step") == [3, 4])
        #expect(run.events.last?["steps"]?.intValue == 4)
        #expect(try #require(entries(run.folder)).contains("model.safetensors"))
    }

    @Test("accumulated micro-batches are one step, equal to the step of one large batch")
    func accumulation() throws {
        let options = ["--num_epochs", "2", "--shuffle", "False", "--lr", "0.01"]
        let large = try bench.finetune(data + options + ["--batch_size_training", "3"], to: "large").events
        #expect(large.events("step").count == 6)
        let small = try bench.finetune(
            data.dropLast(2) + options + ["--batch_size_training", "1", "--gradient_accumulation_steps", "3"],
            to: "small"
        ).events
        #expect(small.events("step").integers("tokens") == large.events("step").integers("tokens"))
        for (small, large) in zip(small.losses, large.losses) { #expect(isClose(small, large, 1e-4)) }
        #expect(small.losses.count == 6)
        #expect(small.events("started").first?["steps_per_epoch"]?.intValue == 3)
    }

    @Test("LoRA trains its own tensors only, in the layers asked for")
    func adapterParameters() throws {
        let run = try bench.finetune(
            data, "--use_peft", "--num_epochs", "1", "--lora_config.r", "4", "--target_modules", "[k_proj]")
        // Two layers, each with A [4, 32] and B [16, 4].
        #expect(run.events.events("started").first?["trainable_parameters"]?.intValue == 2 * (4 * 32 + 16 * 4))
        let names = try ToyModel.weights("\(run.folder)/adapter_model.safetensors").keys.sorted()
        let expected = (0..<2).flatMap { layer in
            ["A", "B"].map { "base_model.model.model.layers.\(layer).self_attn.k_proj.lora_\($0).weight" }
        }
        #expect(names == expected)
        let config = try JSONValue(contentsOf: "\(run.folder)/adapter_config.json")
        #expect(config["r"]?.intValue == 4)
        #expect(config["lora_alpha"]?.intValue == 32)
        #expect(config["base_model_name_or_path"]?.stringValue == bench.model)
        #expect(config["target_modules"]?.arrayValue == ["k_proj"])
    }

    @Test("freeze_layers keeps the first layers and trains the rest")
    func frozenLayers() throws {
        let run = try bench.finetune(
            data, "--num_epochs", "1", "--lr", "0.01", "--freeze_layers", "--num_freeze_layers", "1")
        let before = try ToyModel.weights("\(bench.model)/model.safetensors")
        let after = try ToyModel.weights("\(run.folder)/model.safetensors")
        #expect(before.keys.sorted() == after.keys.sorted())
        for (name, weights) in before {
            let isFrozen = name.hasPrefix("model.layers.0.")
            #expect((after[name] == weights) == isFrozen, "\(name)")
        }
    }

    @Test("save_model False leaves no result, run_validation False measures nothing")
    func switches() throws {
        let run = try bench.finetune(data, "--num_epochs", "1", "--save_model", "False", "--no-run_validation")
        #expect(entries(run.folder) == ["config.yaml", "metrics.jsonl"])
        #expect(run.events.events("evaluated").isEmpty)
        #expect(run.events.events("saved").isEmpty)
        #expect(run.events.last?["path"]?.isNull == true)
    }

    @Test("gradient clipping changes the steps after the first, and reports the norm before it")
    func clipping() throws {
        let options = ["--num_epochs", "1", "--lr", "0.01", "--weight_decay", "0.1"]
        let free = try bench.finetune(data + options, to: "free").events.events("step")
        let clipped = try bench.finetune(
            data + options, to: "clipped", "--gradient_clipping", "--gradient_clipping_threshold", "1e-7"
        ).events.events("step")
        #expect(free[0]["grad_norm"] == clipped[0]["grad_norm"])
        #expect(try #require(clipped[0]["grad_norm"]?.doubleValue) > 0.01)
        #expect(free[2]["loss"] != clipped[2]["loss"])
    }

    @Test("max_eval_step looks at so many validation batches")
    func evaluationSteps() throws {
        let run = try bench.finetune(data, "--num_epochs", "1", "--max_eval_step", "2", "--val_batch_size", "1")
        let whole = try bench.finetune(data, to: "whole", "--num_epochs", "1")
        // Validation keeps the order of the file.
        let expected = ToyData.pairs.prefix(2).map { $0.1.utf8.count + 1 }.reduce(0, +)
        #expect(run.events.events("evaluated").integers("trained_tokens") == [expected])
        #expect(try #require(whole.events.events("evaluated")[0]["trained_tokens"]?.intValue) > expected)
    }
}
