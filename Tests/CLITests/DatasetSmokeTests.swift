import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// One short training run per data set and task.
@Suite("finetuning on every data set")
struct DatasetSmokeTests {
    @Test("two steps and a validation, in llama-recipes' manner of options", arguments: SmokeData.all)
    func trains(_ data: SmokeData) throws {
        let bench = try Workbench()
        var options = try data.write(to: bench.scratch)
        if data.files.keys.contains(where: { $0.hasPrefix("C4_200M") }) {
            options += ["--grammar_dataset.c4_200m", bench.scratch("data/C4_200M.tsv-00000-of-00010")]
        }
        let run = try bench.finetune(
            options, "--use_peft", "--peft_method", "lora", "--num_epochs", "2", "--max_train_step", "2",
            "--batching_strategy", "padding", "--batch_size_training", "4")
        #expect(run.events.events("step").count == 2)
        #expect(run.events.losses.allSatisfy { $0.isFinite && $0 > 0 })
        #expect(!run.events.events("evaluated").isEmpty)
        #expect(try #require(entries(run.folder)).contains("adapter_model.safetensors"))
    }

    @Test("no data set is left out")
    func complete() {
        let names = Set(SmokeData.all.map(\.name))
        let answer = try? Program.run("finetuning", "--dataset", "?")
        for name in ["alpaca_dataset", "grammar_dataset", "iwslt_14", "samsum_dataset", "sst_2", "super_glue", "xnli"] {
            #expect(names.contains(name) && answer?.errors.contains(name) == true)
        }
    }
}
