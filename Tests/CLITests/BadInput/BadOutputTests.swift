import Foundation
import Testing
import TestingSupport

@Suite("bad input: output folders")
struct BadOutputTests {
    private let bench: Workbench
    private let options: [String]

    init() throws {
        bench = try Workbench()
        options =
            try bench.modelOptions + ToyData.grammar.write(to: bench.scratch)
            + ["--num_epochs", "1", "--batching_strategy", "padding", "--batch_size_training", "8"]
    }

    @Test("a file in the folder's place, or above it, is left alone")
    func fileInPlace() throws {
        let file = try bench.scratch.write("mine", to: "taken")
        for output in [file, "\(file)/run", "\(file)/a/b/run"] {
            let answer = try bench.run("finetuning", options + ["--output_dir", output])
            expectRefusal(answer, naming: ["/taken", "; "])
            // Found before any work is done.
            #expect(answer.output.isEmpty, "\(answer)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        }
    }

    @Test("a file system that takes no folders", arguments: ["/proc/run", "/proc/self/run", "/dev/null/run"])
    func fileSystem(output: String) throws {
        let answer = try bench.run("finetuning", options + ["--output_dir", output])
        expectRefusal(answer, naming: [output, "; "])
        #expect(answer.output.isEmpty, "\(answer)")
    }

    @Test("a folder in the place of one of the run's files")
    func folderInPlace() throws {
        for name in ["metrics.jsonl", "config.yaml"] {
            let kept = try bench.scratch.write("mine", to: "\(name)-run/\(name)/kept")
            let output = bench.scratch("\(name)-run")
            expectRefusal(
                try bench.run("finetuning", options + ["--output_dir", output]),
                naming: ["\(name)-run", "--output_dir"])
            #expect(entries(output) == [name])
            #expect(try String(contentsOfFile: kept, encoding: .utf8) == "mine")
        }
    }

    @Test("a disk that fills up while the result is written leaves the old result whole", arguments: [false, true])
    func fullDisk(isKilled: Bool) throws {
        let output = bench.scratch("run")
        let command = ["finetuning"] + options + ["--output_dir", output, "--lr", "0.01"]
        #expect(try Program.run(command, in: bench.scratch.path).exitCode == 0)
        let before = try #require(ScratchFolder.contents(of: output))
        // No file may grow beyond 64 KiB, which the weights do: the write fails, or the process is ended amid it.
        let script = "\(isKilled ? "" : "trap '' XFSZ;") ulimit -f 64; exec \"$0\" \"$@\""
        let answer = try Subprocess.run(
            "/bin/bash", ["-c", script, try #require(Program.path)] + command + ["--seed", "7"],
            environment: ["OMP_NUM_THREADS": "1"])
        if isKilled {
            #expect(answer.exitCode > 128, "\(answer)")
        } else {
            expectRefusal(answer, naming: ["/run", "model.safetensors", "; "])
        }
        let after = try #require(ScratchFolder.contents(of: output))
        for name in ["model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"] {
            #expect(try #require(before[name]) == after[name], "\(name)")
        }
        #expect(Set(before.keys) == Set(after.keys))
        // What a killed run left beside it does not disturb the next one, and goes away with it.
        #expect(try Program.run(command + ["--seed", "7"], in: bench.scratch.path).exitCode == 0)
        #expect(entries(bench.scratch.path) == ["data", "model", "run"])
        #expect(try #require(ScratchFolder.contents(of: output))["model.safetensors"] != before["model.safetensors"])
    }
}
