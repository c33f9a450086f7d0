import Foundation
import TestFolders
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

    /// Runs a program that may write files of 64 KiB at most. The system ends it when it goes on, or, where that signal
    /// is ignored, lets the write fail as on a full disk.
    private static let limited = """
        import os, resource, signal, sys
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if sys.argv[1] == "killed" else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        os.execv(sys.argv[2], sys.argv[2:])
        """

    @Test(
        "a run that fails or is killed while it writes its result leaves the old one whole",
        arguments: ["failing", "killed"])
    func failureAmidWriting(kind: String) throws {
        let output = bench.scratch("run")
        let command = ["finetuning"] + options + ["--output_dir", output]
        #expect(try Program.run(command, in: bench.scratch.path).exitCode == 0)
        let before = try #require(ScratchFolder.contents(of: output))
        let further = command + ["--lr", "0.01"]
        let answer = try Subprocess.run(
            "/usr/bin/env", ["python3", "-c", Self.limited, kind, try #require(Program.path)] + further,
            environment: ["OMP_NUM_THREADS": "1"])
        if kind == "killed" {
            #expect(answer.exitCode > 128, "\(answer)")
        } else {
            expectRefusal(answer, naming: ["run", "model.safetensors", "; "])
        }
        let after = try #require(ScratchFolder.contents(of: output))
        for name in ["model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"] {
            #expect(before[name] != nil && before[name] == after[name], "\(name)")
        }
        #expect(Set(before.keys) == Set(after.keys))
        // What a killed run left beside it does not disturb the next one, and goes away with it.
        #expect(try Program.run(further, in: bench.scratch.path).exitCode == 0)
        #expect(entries(bench.scratch.path) == ["data", "model", "run"])
        #expect(try #require(ScratchFolder.contents(of: output))["model.safetensors"] != before["model.safetensors"])
    }
}
