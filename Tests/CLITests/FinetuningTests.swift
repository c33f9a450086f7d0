import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("finetuning")
struct FinetuningTests {
    struct Combination: Sendable, CustomTestStringConvertible {
        let data: ToyData
        let isLoRA: Bool
        let strategy: String
        let dtype: String

        var testDescription: String { "\(data.rawValue), \(isLoRA ? "LoRA" : "full"), \(strategy), \(dtype)" }

        /// Both dtypes with each of the other choices.
        static let all = ToyData.allCases.enumerated().flatMap { place, data in
            [(true, "packing"), (true, "padding"), (false, "packing"), (false, "padding")].enumerated().map {
                Combination(
                    data: data, isLoRA: $1.0, strategy: $1.1,
                    dtype: (place + $0).isMultiple(of: 2) ? "bfloat16" : "float32")
            }
        }
    }

    @Test("learns every data set, as an adapter and in full, packed and padded", arguments: Combination.all)
    func learns(_ combination: Combination) throws {
        let bench = try Workbench()
        let data = try combination.data.write(to: bench.scratch)
        let adapter = ["--use_peft", "--lora_config.target_modules", "[all-linear]", "--lora_config.r", "16"]
        let answer = try bench.run(
            "finetuning",
            data + (combination.isLoRA ? adapter : []) + [
                "--model_name", bench.model, "--output_dir", bench.scratch("run"), "--dtype", combination.dtype,
                "--batching_strategy", combination.strategy, "--context_length", "256", "--batch_size_training", "4",
                "--num_epochs", "10", "--lr", "0.01", "--json",
            ])
        try #require(answer.exitCode == 0, "\(answer)")
        let events = try answer.json()
        let losses = events.losses
        #expect(try #require(losses.last) < 0.7 * losses[0], "\(losses)")

        #expect(events.prefix(2).map { $0["event"]?.stringValue } == ["data_check", "started"])
        #expect(events.last?["event"]?.stringValue == "finished")
        #expect(events.events("evaluated").count == 10)
        #expect(!events.events("saved").isEmpty)
        let result =
            combination.isLoRA
            ? ["adapter_config.json", "adapter_model.safetensors"]
            : ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
        #expect(entries(bench.scratch("run")) == (["config.yaml", "metrics.jsonl"] + result).sorted())
        let metrics = try String(contentsOfFile: bench.scratch("run/metrics.jsonl"), encoding: .utf8)
        #expect(metrics == answer.output)

        // The result is what was trained: it does on the validation data what the last saved epoch did.
        let model = combination.isLoRA ? bench.model : bench.scratch("run")
        let evaluation = try bench.run(
            "evaluate",
            data + ["--model_name", model, "--dtype", combination.dtype, "--json"]
                + ["--batching_strategy", combination.strategy, "--context_length", "256"]
                + (combination.isLoRA ? ["--peft_model", bench.scratch("run")] : []))
        try #require(evaluation.exitCode == 0, "\(evaluation)")
        let best = try #require(events.events("evaluated").last { $0["best"]?.boolValue == true }?["loss"]?.doubleValue)
        #expect(isClose(try evaluation.json().first?["loss"]?.doubleValue, best, 1e-6))
    }

    @Test("events have exactly the documented fields")
    func fields() throws {
        let bench = try Workbench()
        let run = try bench.finetune(
            ToyData.grammar.write(to: bench.scratch), "--num_epochs", "1", "--batching_strategy", "padding",
            "--batch_size_training", "8")
        let step = [
            "event", "step", "epoch", "loss", "lr", "grad_norm", "peak_memory", "tokens", "trained_tokens",
            "tokens_per_second", "trained_tokens_per_second", "flops_per_second", "mfu", "gemm_peak",
        ]
        #expect(run.events.events("step").map(\.keys) == [step])
        #expect(
            run.events.events("evaluated").map(\.keys) == [
                ["event", "step", "epoch", "loss", "perplexity", "tokens", "trained_tokens", "best"]
            ])
        #expect(run.events.events("saved").map(\.keys) == [["event", "step", "epoch", "path"]])
        #expect(run.events.events("saved").first?["path"]?.stringValue == run.folder)
        let finished = try #require(run.events.last)
        #expect(finished["steps"]?.intValue == 1)
        #expect(finished["path"]?.stringValue == run.folder)
        let figures = ["tokens_per_second", "trained_tokens_per_second", "mfu", "peak_memory"]
        for name in figures { #expect(try #require(finished[name]?.doubleValue) > 0, "\(name)") }
        #expect(try #require(run.events.events("started").first?["gemm_peak"]?.doubleValue) > 1e8)

        // Each sample is "<s>" + prompt + answer + "</s>", one token a byte; the answer and its end are trained.
        let prompts = ToyData.pairs.map { "Correct this to standard English: \($0.0)\n---\nCorrected: ".utf8.count }
        let answers = ToyData.pairs.map { $0.1.utf8.count + 1 }
        let first = try #require(run.events.events("step").first)
        #expect(first["tokens"]?.intValue == prompts.reduce(8, +) + answers.reduce(0, +))
        #expect(first["trained_tokens"]?.intValue == answers.reduce(0, +))
        #expect(first["lr"]?.doubleValue == 1e-4)
    }

    @Test("--use_profiler shows where steps go, and leaves a trace")
    func profile() throws {
        let bench = try Workbench()
        let run = try bench.finetune(
            ToyData.grammar.write(to: bench.scratch), "--num_epochs", "1", "--batching_strategy", "padding",
            "--batch_size_training", "1", "--use_profiler")
        let profile = try #require(run.events.events("profiled").first)
        #expect(profile["first_step"]?.intValue == 4 && profile["last_step"]?.intValue == 6)
        let path = try #require(profile["path"]?.stringValue)
        #expect(path == "\(run.folder)/profile/steps-4-6.pt.trace.json")
        #expect(try JSONValue(contentsOf: path)["traceEvents"] != nil)
        let short = try bench.run(
            "finetuning", bench.modelOptions + ["--use_profiler", "--max_train_step", "5"])
        #expect(short.exitCode == 2 && short.errors.contains("--use_profiler"), "\(short)")
    }

    @Test("without --json people get lines, and the metrics are written all the same")
    func lines() throws {
        let bench = try Workbench()
        let answer = try bench.run(
            "finetuning",
            bench.modelOptions + ["--output_dir", bench.scratch("run"), "--num_epochs", "2", "--use_peft"]
                + ToyData.grammar.write(to: bench.scratch))
        #expect(answer.exitCode == 0, "\(answer)")
        #expect(answer.errors.isEmpty)
        for part in [
            "training data: 8 samples", "8 of 8 validation samples are trained", "Corrected: ⟦He goes home.</s>⟧",
            "loading \(bench.model)", "parameters", "step 1/", "validation loss",
        ] {
            #expect(answer.output.contains(part), "\(part) in \(answer.output)")
        }
        #expect(answer.output.contains("saved \(bench.scratch("run"))"))
        #expect(!answer.output.contains("\u{1B}"))
        let metrics = try String(contentsOfFile: bench.scratch("run/metrics.jsonl"), encoding: .utf8)
        #expect(metrics.split(separator: "\n").count { $0.contains("\"event\":\"step\"") } == 2)
    }

    @Test("a run over an older one in the same folder replaces its result and keeps its metrics")
    func sameFolder() throws {
        let bench = try Workbench()
        let data = try ToyData.grammar.write(to: bench.scratch)
        let first = try bench.finetune(data, "--use_peft", "--num_epochs", "1")
        let before = try #require(ScratchFolder.contents(of: first.folder))
        let second = try bench.finetune(data, "--use_peft", "--num_epochs", "1", "--seed", "7")
        let after = try #require(ScratchFolder.contents(of: second.folder))
        #expect(before.keys.sorted() == after.keys.sorted())
        #expect(before["adapter_model.safetensors"] != after["adapter_model.safetensors"])
        #expect(before["adapter_config.json"] == after["adapter_config.json"])
        let metrics = String(decoding: after["metrics.jsonl"] ?? [], as: UTF8.self)
        #expect(metrics.split(separator: "\n").count == first.events.count + second.events.count)
    }

    /// Starts the program, interrupts it after its first step and passes on how it ended.
    private static let interrupting = """
        import os, signal, subprocess, sys, time
        number = int(sys.argv[2])
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        signal.signal(number, signal.SIG_DFL)
        run = subprocess.Popen(sys.argv[3:])
        while run.poll() is None:
            if os.path.exists(sys.argv[1]) and '"event":"step"' in open(sys.argv[1]).read():
                run.send_signal(number)
                break
            time.sleep(0.02)
        sys.exit(run.wait())
        """

    @Test("Ctrl-C and SIGTERM end the run with validation, a result, and the code of the signal", arguments: [2, 15])
    func interruption(signal: Int32) throws {
        let bench = try Workbench()
        let run = bench.scratch("run")
        let options =
            try ["finetuning", "--output_dir", run, "--num_epochs", "1000000", "--use_peft", "--json"]
            + bench.modelOptions + ToyData.grammar.write(to: bench.scratch)
        let answer = try Subprocess.run(
            "/usr/bin/env",
            ["python3", "-c", Self.interrupting, "\(run)/metrics.jsonl", "\(signal)", try #require(Program.path)]
                + options,
            environment: ["OMP_NUM_THREADS": "1"])
        #expect(answer.exitCode == 128 + signal, "\(answer.errors)")
        #expect(answer.errors.contains("stopping"))
        let events = try answer.json()
        #expect(events.last?["event"]?.stringValue == "finished")
        #expect(events.events("evaluated").last?["step"] == events.events("step").last?["step"])
        #expect(try #require(entries(run)).contains("adapter_model.safetensors"))
    }

    @Test("the default output folder is runs/<time>")
    func defaultFolder() throws {
        let bench = try Workbench()
        let data = try ToyData.grammar.write(to: bench.scratch)
        let answer = try bench.run(
            "finetuning", bench.modelOptions + data + ["--use_peft", "--num_epochs", "1"])
        #expect(answer.exitCode == 0, "\(answer)")
        let runs = try #require(entries(bench.scratch("runs")))
        #expect(runs.count == 1)
        #expect(try #require(runs.first).wholeMatch(of: #/\d{8}-\d{6}/#) != nil)
        #expect(try #require(entries(bench.scratch("runs/\(runs[0])"))).contains("adapter_model.safetensors"))
    }
}
