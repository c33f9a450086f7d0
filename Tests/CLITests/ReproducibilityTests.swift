import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("finetuning: the same again")
struct ReproducibilityTests {
    private let bench: Workbench
    private let data: [String]

    init() throws {
        bench = try Workbench()
        data =
            try ToyData.samsum.write(to: bench.scratch)
            + ["--context_length", "64", "--batch_size_training", "2", "--num_epochs", "2", "--lr", "0.01"]
    }

    private func result(_ folder: String) -> Data? {
        FileManager.default.contents(atPath: "\(folder)/adapter_model.safetensors")
    }

    @Test("the same seed gives the same losses and the same adapter, another seed others")
    func seeds() throws {
        let first = try bench.finetune(data, to: "first", "--use_peft", "--seed", "5")
        let second = try bench.finetune(data, to: "second", "--use_peft", "--seed", "5")
        let other = try bench.finetune(data, to: "other", "--use_peft", "--seed", "6")
        #expect(first.events.losses.count > 4)
        #expect(first.events.losses == second.events.losses)
        #expect(result(first.folder) != nil && result(first.folder) == result(second.folder))
        #expect(first.events.losses != other.events.losses)
        #expect(result(first.folder) != result(other.folder))
    }

    @Test("the saved settings of a run give the run again")
    func savedSettings() throws {
        let first = try bench.finetune(
            data, to: "first", "--use_peft", "--seed", "11", "--lora_config.r", "3", "--lora_alpha", "7.5",
            "--target_modules", "[q_proj,down_proj]", "--lora_dropout", "0.2", "--weight_decay", "0.01", "--gamma",
            "0.9", "--gradient_accumulation_steps", "2", "--cross_document_attention", "--gradient_clipping")
        let answer = try bench.run(
            "finetuning", ["--config", "\(first.folder)/config.yaml", "--output_dir", bench.scratch("second")])
        #expect(answer.exitCode == 0, "\(answer)")
        #expect(try answer.json().losses == first.events.losses)
        #expect(result(first.folder) != nil && result(first.folder) == result(bench.scratch("second")))
        func settings(_ folder: String) throws -> String {
            try String(contentsOfFile: "\(folder)/config.yaml", encoding: .utf8)
        }
        #expect(
            try settings(first.folder).replacing("\(bench.scratch.path)/first", with: "\(bench.scratch.path)/second")
                == settings(bench.scratch("second")))
    }

    @Test("flags override the file of --config")
    func overridingFlags() throws {
        let file = try bench.scratch.write("num_epochs: 1\nmax_train_step: 3\nlora_config:\n  r: 2\n", to: "run.yaml")
        let run = try bench.finetune(data.dropLast(4), "--config", file, "--use_peft", "--max_train_step", "1")
        #expect(run.events.losses.count == 1)
        #expect(try ToyModel.weights("\(run.folder)/adapter_model.safetensors").values.contains { $0.count == 2 * 32 })
    }

    @Test(
        "the saved settings of a run go with its adapter; other LoRA settings are refused",
        arguments: ["[v_proj,down_proj,q_proj]", "[all-linear]"])
    func adapterSettings(targets: String) throws {
        let first = try bench.finetune(
            data, to: "first", "--use_peft", "--lora_config.r", "4", "--lora_alpha", "6", "--target_modules", targets,
            "--max_train_step", "1")
        let again = try bench.run(
            "finetuning",
            ["--config", "\(first.folder)/config.yaml", "--from_peft_checkpoint", first.folder]
                + ["--output_dir", bench.scratch("again")])
        #expect(again.exitCode == 0, "\(again)")
        let settings = try? String(contentsOfFile: bench.scratch("again/config.yaml"), encoding: .utf8)
        #expect(settings?.contains("  r: 4\n") == true)
        #expect(settings?.contains("  lora_alpha: 6.0\n") == true)
        let other = try bench.run(
            "finetuning",
            bench.modelOptions + data + ["--use_peft", "--from_peft_checkpoint", first.folder]
                + ["--lora_config.r", "2", "--output_dir", bench.scratch("other")])
        expectRefusal(other, naming: [first.folder, "lora_config"])
        #expect(entries(bench.scratch("other")) == nil)
    }

    @Test("from_peft_checkpoint goes on from the adapter's weights")
    func adapterCheckpoint() throws {
        let options = ["--use_peft", "--lora_config.lora_dropout", "0", "--lora_config.r", "4", "--shuffle", "False"]
        let first = try bench.finetune(data + options, to: "first", "--num_epochs", "2")
        let still = try bench.finetune(
            data.dropLast(2) + ["--use_peft", "--shuffle", "False"], to: "still", "--lr", "0", "--from_peft_checkpoint",
            first.folder)
        // With a rate of zero the adapter stays what it was, its rank and scale included.
        let weights = try ToyModel.weights("\(first.folder)/adapter_model.safetensors")
        #expect(try ToyModel.weights("\(still.folder)/adapter_model.safetensors") == weights)
        func configuration(_ folder: String) throws -> String {
            try String(contentsOfFile: "\(folder)/adapter_config.json", encoding: .utf8)
        }
        #expect(try configuration(still.folder) == configuration(first.folder))
        let evaluation = try #require(first.events.events("evaluated").last?["loss"]?.doubleValue)
        #expect(isClose(still.events.events("evaluated").first?["loss"]?.doubleValue, evaluation, 1e-6))
        #expect(still.events.losses[0] < first.events.losses[0])

        let further = try bench.finetune(
            data + ["--use_peft", "--shuffle", "False"], to: "further", "--from_peft_checkpoint", first.folder)
        #expect(try #require(further.events.events("evaluated").last?["loss"]?.doubleValue) < evaluation)
        #expect(try ToyModel.weights("\(further.folder)/adapter_model.safetensors") != weights)
    }
}
