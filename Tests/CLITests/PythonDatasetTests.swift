import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Custom data sets in Python, run by a process of their own.
@Suite("custom data sets in Python")
struct PythonDatasetTests {
    private static let source = #"""
        import os
        import signal
        import sys
        import time


        def sample(tokenizer, prompt, answer):
            masked = tokenizer.encode(tokenizer.bos_token + prompt, add_special_tokens=False)
            trained = tokenizer.encode(answer + tokenizer.eos_token, add_special_tokens=False)
            return {
                "input_ids": masked + trained,
                "attention_mask": [1] * len(masked + trained),
                "labels": [-100] * len(masked) + trained,
            }


        def get_custom_dataset(dataset_config, tokenizer, split):
            print("printed", split)
            os.system("echo printed by a child")
            return [sample(tokenizer, "Say ", word) for word in getattr(dataset_config, "words", split).split(",")]


        def get_config(dataset_config, tokenizer, split):
            names = ["dataset", "file", "train_split", "test_split", "data_path", "ratio", "flag", "names", "text"]
            text = repr([getattr(dataset_config, name) for name in names] + [split])
            return [sample(tokenizer, "", text)]


        def get_generator(dataset_config, tokenizer, split):
            for word in ["a", "b"]:
                yield sample(tokenizer, "", word)


        class Indexed:
            """A torch Dataset as many write it: without an end when gone through by index."""

            def __init__(self, samples):
                self.samples = samples

            def __len__(self):
                return len(self.samples)

            def __getitem__(self, index):
                return self.samples[index % len(self.samples)]


        def get_indexed(dataset_config, tokenizer, split):
            return Indexed([sample(tokenizer, "", "a"), sample(tokenizer, "", "b")])


        def get_arrays(dataset_config, tokenizer, split):
            import numpy
            import torch

            one = sample(tokenizer, "", "a")
            return [
                {key: torch.tensor(value) for key, value in one.items()},
                {key: numpy.array(value) for key, value in one.items()},
            ]


        def get_masked(dataset_config, tokenizer, split):
            ids = [97, 98, 99, 100, 257, 257]
            return [
                {"input_ids": ids, "labels": ids, "attention_mask": [1, 1, 1, 1, 1, 0]},
                {"input_ids": ids, "labels": ids, "attention_mask": [0, 0, 1, 1, 1, 1]},
                {"input_ids": ids, "labels": ids, "attention_mask": [1, 1, 0, 1, 1, 1]},
            ][: int(dataset_config.rows)]


        def get_row_error(dataset_config, tokenizer, split):
            yield sample(tokenizer, "", "a")
            yield dataset_config.row


        def get_broken(dataset_config, tokenizer, split):
            return helper(None)


        def helper(value):
            return value.nothing


        def get_chained(dataset_config, tokenizer, split):
            try:
                return tokenizer.no_such_method()
            except AttributeError:
                raise ValueError("mine")


        def get_broken_row(dataset_config, tokenizer, split):
            yield sample(tokenizer, "", "a")
            helper(None)


        def get_none(dataset_config, tokenizer, split):
            return None


        def get_splits(dataset_config, tokenizer, split):
            return {"train": [], "validation": []}


        def get_hung(dataset_config, tokenizer, split):
            if dataset_config.pid_file:
                with open(dataset_config.pid_file, "w") as file:
                    file.write(str(os.getpid()))
            while True:
                time.sleep(0.1)


        def get_killed(dataset_config, tokenizer, split):
            os.kill(os.getpid(), 9)


        def get_blocked(dataset_config, tokenizer, split):
            blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
            assert not blocked, sorted(blocked)
            return [sample(tokenizer, "", "a")]


        def get_exit(dataset_config, tokenizer, split):
            os._exit(3)


        def get_import(dataset_config, tokenizer, split):
            import no_such_package
        """#

    private let bench: CustomDatasetBench
    private let file: String

    init() throws {
        bench = try CustomDatasetBench()
        file = try bench.bench.scratch.write(Self.source, to: "words.py")
    }

    private static func sample(_ word: String) -> [Int] {
        [ToyTokenizer.bos] + ToyTokenizer.ids("Say \(word)") + [ToyTokenizer.eos]
    }

    /// The threads that tests run on block nearly all signals, and what they start inherits that.
    @Test("a file's process can be ended by signals, whoever starts the program")
    func signals() throws {
        let answer = try bench.inspect("\(file):get_blocked")
        #expect(answer.exitCode == 0, "\(answer)")
    }

    @Test("samples of each split; what the file prints goes to standard error")
    func samples() throws {
        let train = try bench.inspect(file, "words=x,yz")
        #expect(try train.samples().map(\.ids) == [Self.sample("x"), Self.sample("yz")])
        let mask = Array(repeating: -100, count: 5)
        #expect(
            try train.samples().map(\.labels) == [mask + [120, 257], mask + [121, 122, 257]])
        #expect(train.errorLines.contains("printed train") && train.errorLines.contains("printed by a child"))
        let validation = try bench.inspect(file, "test_split=held out", split: "validation")
        #expect(try validation.samples().map(\.ids) == [Self.sample("held out")])
    }

    @Test("the configuration is llama-recipes', with all further options as Python values")
    func configuration() throws {
        let ids = try bench.inspect(
            "\(file):get_config", "ratio=0.5", "flag=True", "names=['a','b']", "text=plain", "data_path=here"
        ).samples().first?.ids
        let text = String(decoding: (ids ?? []).compactMap { UInt8(exactly: $0) }, as: UTF8.self)
        #expect(
            text
                == "['custom_dataset', '\(file):get_config', 'train', 'validation', 'here', 0.5, True, ['a', 'b'], "
                + "'plain', 'train']")
        let missing = try bench.inspect("\(file):get_config")
        #expect(missing.errorLines.last?.contains("no 'ratio': give --custom_dataset.ratio VALUE") == true)
    }

    @Test("lists, generators and torch data sets", arguments: ["get_generator", "get_indexed"])
    func kinds(function: String) throws {
        #expect(
            try bench.inspect("\(file):\(function)").samples().map(\.ids)
                == [[256, 97, 257], [256, 98, 257]])
    }

    @Test("rows of tensors and arrays", .enabled(if: Reference.isInstalled, "\(Reference.reason)"))
    func arrays() throws {
        let samples = try bench.inspect("\(file):get_arrays", environment: CustomDatasetBench.reference).samples()
        #expect(samples.map(\.ids) == [[256, 97, 257], [256, 97, 257]])
        #expect(samples.map(\.labels) == [[-100, 97, 257], [-100, 97, 257]])
    }

    @Test("what attention_mask hides at the ends is left out, a gap is an error")
    func attentionMask() throws {
        let answer = try bench.inspect("\(file):get_masked", "rows=2")
        #expect(try answer.samples().map(\.ids) == [[97, 98, 99, 100, 257], [99, 100, 257, 257]])
        #expect(try answer.samples().map(\.labels) == [[97, 98, 99, 100, 257], [99, 100, 257, 257]])
        #expect(answer.errors.contains("3 tokens at the ends of 2 samples have attention_mask 0 and are left out"))
        let gap = try bench.inspect("\(file):get_masked", "rows=3")
        #expect(gap.exitCode == 1 && gap.output.isEmpty)
        #expect(gap.errors.contains("row 2 (from 0): the attention_mask hides tokens between others"), "\(gap)")
    }

    @Test(
        "rows that are no samples are told with split and row",
        arguments: [
            ("{'input_ids': [1]}", "no 'labels', only 'input_ids'"),
            ("{'input_ids': [1, 2], 'labels': [1]}", "2 input_ids and 1 labels"),
            ("{'input_ids': [[1, 2]], 'labels': [1]}", "return_tensors adds a dimension"),
            ("{'input_ids': [1.5], 'labels': [1]}", "32-bit integers"),
            ("{'input_ids': 'ab', 'labels': [1]}", "'input_ids' is str"),
            ("(1, 2)", "a sample is tuple"),
        ])
    func rows(row: String, problem: String) throws {
        let answer = try bench.inspect("\(file):get_row_error", "row=\(row)")
        #expect(answer.exitCode == 1)
        #expect(answer.errorLines.last?.hasPrefix("error: \(file): row 1 (from 0) of the train split: ") == true)
        #expect(answer.errorLines.last?.contains(problem) == true, "\(answer)")
        #expect(!answer.errors.contains("Traceback"), "the fault is not in the file's code")
    }

    @Test("ids outside of the vocabulary are told with the row")
    func vocabulary() throws {
        let answer = try bench.inspect(
            "\(file):get_row_error", "row={'input_ids': [999], 'labels': [1]}")
        #expect(answer.exitCode == 1)
        #expect(answer.errorLines.last?.contains("sample 1 (from 0): the id 999 is outside the vocabulary") == true)
    }

    @Test("Python's traceback begins in the user's file")
    func traceback() throws {
        let lines = Self.source.split(separator: "\n", omittingEmptySubsequences: false)
        func line(_ text: String) throws -> Int { try #require(lines.firstIndex { $0.contains(text) }) + 1 }
        let answer = try bench.inspect("\(file):get_broken")
        #expect(answer.exitCode == 1 && answer.output.isEmpty)
        #expect(answer.errors.contains("Traceback (most recent call last):\n  File \"\(file)\", line "), "\(answer)")
        #expect(answer.errors.contains("File \"\(file)\", line \(try line("return value.nothing")), in helper"))
        #expect(
            answer.errorLines.last
                == "error: \(file): get_broken failed for the train split: AttributeError: "
                + "'NoneType' object has no attribute 'nothing'")
        // Where the program's own code refuses something, the user's frames end at what was called.
        let config = try bench.inspect("\(file):get_config")
        #expect(config.errors.contains("File \"\(file)\", line \(try line("text = repr("))"), "\(config)")
        #expect(!config.errors.contains("llama-recipes>"), "\(config)")
        let chained = try bench.inspect("\(file):get_chained")
        #expect(chained.errors.contains("in get_chained") && chained.errors.contains("During handling"), "\(chained)")
        #expect(!chained.errors.contains("llama-recipes>"), "\(chained)")
        let row = try bench.inspect("\(file):get_broken_row")
        #expect(row.errors.contains("File \"\(file)\", line \(try line("return value.nothing")), in helper"))
        #expect(row.errorLines.last?.contains("row 1 (from 0) of the train split: AttributeError") == true)

        let syntax = try bench.bench.scratch.write("def f(:\n    pass\n", to: "syntax.py")
        let broken = try bench.inspect(syntax)
        #expect(broken.errors.contains("File \"\(syntax)\", line 1"))
        #expect(broken.errorLines.last?.hasPrefix("error: \(syntax): importing the file failed: SyntaxError") == true)
    }

    @Test("a wrong name tells the functions there are; a missing package how to get it; a wrong result what it is")
    func wrong() throws {
        let name = try bench.inspect("\(file):get_foo")
        #expect(name.errorLines.last?.contains("there is no function get_foo; it has sample, get_custom") == true)
        let package = try bench.inspect("\(file):get_import")
        #expect(package.errorLines.last?.contains("install no_such_package for the Python") == true, "\(package)")
        #expect(try bench.inspect("\(file):get_none").errors.contains("get_none returned None"))
        #expect(
            try bench.inspect("\(file):get_splits").errors.contains("'train', 'validation': return one split of it"))
        let python = try bench.inspect(file, "python=/nowhere/python3")
        #expect(python.errorLines.last?.contains("there is no /nowhere/python3") == true)
        let folder = try bench.inspect(file, "python=/tmp")
        #expect(folder.errorLines.last?.contains("/tmp is a folder or cannot be executed; install Python 3") == true)
        let other = try bench.inspect(file, "python=/bin/true")
        #expect(other.errorLines.last?.contains("/bin/true is no Python 3 that works: start: ") == true, "\(other)")
        #expect(other.errorLines.last?.contains("ended with exit code 0; let --custom_dataset.python") == true)
        let tokenizer = try bench.inspect(file, "python_tokenizer=other")
        #expect(tokenizer.exitCode != 0 && tokenizer.errors.contains("auto, transformers, own"))
    }

    @Test("a killed or ended process is told with its signal or code")
    func ended() throws {
        let killed = try bench.inspect("\(file):get_killed")
        #expect(killed.exitCode == 1)
        #expect(killed.errorLines.last?.contains("the Python process was ended by signal 9 (Killed)") == true)
        let exited = try bench.inspect("\(file):get_exit")
        #expect(exited.exitCode == 1)
        #expect(exited.errorLines.last?.contains("the Python process ended with exit code 3") == true)
    }

    @Test("a hung process is told with where it stands, and ended")
    func hung() throws {
        let answer = try bench.inspect("\(file):get_hung", "pid_file=\(bench.bench.scratch("pid"))", "python_timeout=1")
        #expect(answer.exitCode == 1)
        // The function's line is all that is shown: no thread and no frame of the program's own.
        let shown = answer.errorLines.filter { $0.contains("File \"") }
        #expect(shown.count == 1 && shown[0].contains("File \"\(file)\", line "), "\(answer)")
        #expect(shown.allSatisfy { $0.hasSuffix("in get_hung") })
        #expect(!answer.errors.contains("llama-recipes>"), "\(answer)")
        #expect(answer.errorLines.last?.contains("no sign of life for 1 s") == true, "\(answer)")
        try expectEnded(bench.bench.scratch("pid"))
    }

    /// Starts the program, waits until the Python process has written its number, and kills the program.
    private static let killing = """
        import os, signal, subprocess, sys, time
        run = subprocess.Popen(sys.argv[2:])
        while not (os.path.exists(sys.argv[1]) and open(sys.argv[1]).read()):
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()
        """

    @Test("the process ends when the program is killed")
    func orphan() throws {
        let pid = bench.bench.scratch("pid")
        let answer = try Subprocess.run(
            "/usr/bin/env",
            [
                "python3", "-c", Self.killing, pid, try #require(Program.path), "inspect", "--model_name",
                bench.bench.model, "--dataset", "custom_dataset", "--custom_dataset.file", "\(file):get_hung",
                "--custom_dataset.pid_file", pid,
            ], timeout: 60)
        #expect(answer.exitCode == 0, "\(answer)")
        try expectEnded(pid)
    }

    /// Expects that the process whose number is in a file is gone, or will be at once.
    private func expectEnded(_ path: String) throws {
        let id = try #require(Int32(try String(contentsOfFile: path, encoding: .utf8)))
        for _ in 0..<500 where kill(id, 0) == 0 { usleep(20_000) }
        #expect(kill(id, 0) != 0, "the process \(id) is still there")
    }

    @Test(
        "the file's tokenizer is transformers' where that is installed, with the same ids",
        .enabled(if: Reference.isInstalled, "\(Reference.reason)"))
    func transformers() throws {
        let own = try bench.inspect(file, "words=Zürich 🙂,b", "python_tokenizer=own")
        let theirs = try bench.inspect(
            file, "words=Zürich 🙂,b", "python_tokenizer=transformers", environment: CustomDatasetBench.reference)
        #expect(theirs.exitCode == 0, "\(theirs)")
        #expect(own.output == theirs.output && !own.output.isEmpty)
    }

    @Test("a toy model is trained on it")
    func training() throws {
        let answer = try bench.finetune(file, "--custom_dataset.words", "one,two,three", "--use_peft")
        try #require(answer.exitCode == 0, "\(answer)")
        let events = try answer.json()
        #expect(events.last?["event"]?.stringValue == "finished" && events.events("evaluated").count == 2)
    }
}
