import Dispatch
import Foundation
import ModelFiles
import Synchronization
import TestFolders
import Testing
import TestingSupport

/// Samples are tokenized once; when anything they depend on changes, they are made anew.
@Suite("tokenized cache")
struct TokenizedCacheTests {
    private let bench: Workbench
    private let data: [String]

    init() throws {
        bench = try Workbench()
        data = try ToyData.grammar.write(to: bench.scratch)
    }

    private var options: [String] { ["--model_name", bench.model, "--limit", "100"] }

    /// What was made of the samples in a run of `inspect`: its line about them, and the rows it showed.
    private func inspect(_ more: String..., program: String? = nil) throws -> (line: String, rows: [Substring]) {
        let arguments = ["inspect"] + options + data + more
        let answer = try Subprocess.run(
            program ?? #require(Program.path), arguments, environment: ["LLAMA_RECIPES_CACHE": bench.cache])
        try #require(answer.exitCode == 0, "\(answer)")
        let lines = answer.output.split(separator: "\n")
        let line = try #require(lines.first { $0.contains(" samples: ") })
        return (String(line), lines.filter { $0 != line })
    }

    private var kept: [String] { (entries(bench.cache + "/tokenized") ?? []).filter { $0.hasSuffix(".tokens") } }

    private func edit(_ path: String, _ change: (String) -> String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = change(text)
        try #require(changed != text)
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test("a second run uses the samples of the first, also in another command")
    func reuse() throws {
        let first = try inspect()
        #expect(first.line.hasPrefix("train samples: tokenized into \(bench.cache)/tokenized/"))
        let second = try inspect()
        #expect(second.line.hasPrefix("train samples: used again from \(bench.cache)/tokenized/"))
        #expect(second.rows == first.rows)
        #expect(kept.count == 1)
        #expect(try inspect("--context_length", "64", "--shuffle").line.contains("used again"))
        let run = try bench.run(
            "finetuning", bench.modelOptions + ["--output_dir", bench.scratch("run"), "--max_train_step", "1"] + data)
        #expect(run.exitCode == 0, "\(run)")
        #expect(run.output.contains("train samples: used again from "))
        #expect(run.output.contains("validation samples: tokenized into "))
        #expect(kept.count == 2)
        // It is the file of the first run, not a new one, that gives the same steps as samples made for one run.
        let fresh = try bench.finetune(data, to: "fresh", "--max_train_step", "2", "--tokenized_cache", "False")
        let cached = try bench.finetune(data, to: "cached", "--max_train_step", "2")
        #expect(fresh.events.losses == cached.events.losses && !fresh.events.losses.isEmpty)
    }

    @Test("--json says nothing on standard error, and --tokenized_cache False keeps nothing")
    func quiet() throws {
        let answer = try bench.run("inspect", options + data + ["--json", "--tokenized_cache", "False"])
        #expect(answer.exitCode == 0 && answer.errors.isEmpty)
        #expect(kept.isEmpty)
        #expect(try inspect("--tokenized_cache", "False").line == "train samples: tokenized for this run only")
        #expect(entries(bench.cache) == nil)
    }

    /// Something that samples depend on, and a way to change it.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var options: [String] = []
        var apply: @Sendable (TokenizedCacheTests) throws -> Void = { _ in }
    }

    static let changes = [
        Change(testDescription: "one byte of the data") { test in
            try test.edit(test.bench.scratch("data/train.csv")) { $0.replacingOccurrences(of: "home", with: "hope") }
        },
        Change(testDescription: "the chat template") { test in
            try test.edit(test.bench.model + "/tokenizer_config.json") {
                $0.replacingOccurrences(of: "[assistant]", with: "[model]")
            }
        },
        Change(testDescription: "the EOS token") { test in
            try test.edit(test.bench.model + "/tokenizer_config.json") {
                $0.replacingOccurrences(of: "\"eos_token\": \"</s>\"", with: "\"eos_token\": \"<s>\"")
            }
        },
        Change(testDescription: "the vocabulary") { test in
            try test.edit(test.bench.model + "/tokenizer.json") {
                $0.replacingOccurrences(of: "\"add_prefix_space\": false", with: "\"add_prefix_space\": true")
            }
        },
        Change(testDescription: "a file beside the tokenizer") { test in
            try "{}".write(
                toFile: test.bench.model + "/special_tokens_map.json", atomically: true, encoding: .utf8)
        },
        Change(testDescription: "the split", options: ["--split", "validation"]),
        Change(testDescription: "another tokenizer", options: ["--tokenizer_name", "other"]) { test in
            _ = try ToyModel.save(to: test.bench.scratch("other"))
            try test.edit(test.bench.scratch("other/tokenizer_config.json")) {
                $0.replacingOccurrences(of: "[assistant]", with: "[other]")
            }
        },
    ]

    @Test("a change makes them anew", arguments: changes)
    func neverReused(_ change: Change) throws {
        #expect(try inspect().line.contains("tokenized into"))
        #expect(try inspect().line.contains("used again"))
        try change.apply(self)
        let options = change.options.map { $0 == "other" ? bench.scratch("other") : $0 }
        let answer = try bench.run("inspect", self.options + data + options)
        #expect(answer.exitCode == 0, "\(answer)")
        #expect(answer.output.contains(" samples: tokenized into "), "\(answer)")
        #expect(kept.count == 2)
        #expect(try bench.run("inspect", self.options + data + options).output.contains("used again"))
    }

    @Test("an option of the data set makes them anew")
    func datasetOption() throws {
        let base = PackageRoot.file("Tests/Fixtures/datasets/sst2/original")
        func run(_ template: String) throws -> String {
            let answer = try bench.run(
                "inspect", options + ["--dataset", "sst_2", "--data_path", base, "--sst_2.template", template])
            return try #require(answer.outputLines.first { $0.contains(" samples: ") })
        }
        #expect(try run("flan").contains("tokenized into"))
        #expect(try run("flan").contains("used again"))
        #expect(try run("t5").contains("tokenized into"))
        #expect(try run("flan").contains("used again"))
    }

    @Test("another program makes them anew")
    func program() throws {
        let other = bench.scratch("other-program")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: #require(Program.path)))
        // What stands behind the end of a program changes nothing but its content.
        bytes.append(0)
        try bytes.write(to: URL(fileURLWithPath: other))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other)
        let first = try inspect()
        let second = try inspect(program: other)
        #expect(second.line.contains("tokenized into") && second.rows == first.rows)
        #expect(try inspect(program: other).line.contains("used again"))
        #expect(try inspect().line.contains("used again"))
    }

    @Test("a damaged file is made anew, and that is said")
    func corruption() throws {
        let first = try inspect()
        let path = bench.cache + "/tokenized/" + (try #require(kept.first))
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let damaged = try Data(contentsOf: URL(fileURLWithPath: path))
        let second = try bench.run("inspect", options + data)
        let lines = second.output.split(separator: "\n")
        #expect(lines.contains { $0.contains(" samples: tokenized into ") })
        #expect(lines.filter { !$0.contains(" samples: ") } == first.rows)
        let note =
            "\(bench.cache)/tokenized: the file of the train samples was damaged (its samples have changed): made anew\n"
        #expect(second.errors == note)
        #expect(try inspect().line.contains("used again"))
        // Other commands, and --json, tell it as well.
        for command in ["inspect", "evaluate"] {
            try damaged.write(to: URL(fileURLWithPath: path))
            let answer = try bench.run(
                command, ["--model_name", bench.model, "--split", "train", "--json"] + data)
            #expect(answer.exitCode == 0 && answer.errors == note, "\(answer)")
        }
    }

    @Test("two processes at once both get whole samples")
    func together() throws {
        let answers = Mutex<[Subprocess.Answer]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            if let answer = try? bench.run("inspect", options + data + ["--json"]) {
                answers.withLock { $0.append(answer) }
            }
        }
        let both = answers.withLock { $0 }
        try #require(both.count == 2)
        #expect(both.allSatisfy { $0.exitCode == 0 } && both[0].output == both[1].output, "\(both)")
        #expect(entries(bench.cache + "/tokenized") == kept && kept.count == 1)
        #expect(try inspect().line.contains("used again"))
    }

    /// Enough rows that tokenizing them takes a while.
    private func manyRows(_ count: Int) throws -> [String] {
        let row = "\"" + String(repeating: "they was here and there ", count: 20) + "\",\"They were here.\"\n"
        try bench.scratch.write("input,target\n" + String(repeating: row, count: count), to: "many/train.csv")
        return ["--dataset", "grammar_dataset", "--data_path", bench.scratch("many")]
    }

    /// Whether a disk of its own can be had for one process.
    private static let canMount =
        (try? Subprocess.run("/usr/bin/unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/tmp"]))?.exitCode == 0

    @Test(
        "where the cache's disk is full the run goes on without, and says so",
        .enabled(if: canMount, "needs unshare and a disk made for the test"))
    func fullCache() throws {
        let many = try manyRows(3000)
        let whole = try bench.run("inspect", options + many + ["--tokenized_cache", "False"])
        let command = ["inspect"] + options + many
        try bench.scratch.write("", to: "cache/tokenized/x")
        let answer = try Subprocess.run(
            "/usr/bin/unshare",
            [
                "-rm", "/bin/sh", "-c",
                "mount -t tmpfs -o size=256k none \"$0\" && { \"$@\"; code=$?; ls -A \"$0/tokenized\"; exit $code; }",
                bench.cache, try #require(Program.path),
            ] + command,
            environment: ["LLAMA_RECIPES_CACHE": bench.cache])
        #expect(answer.exitCode == 0, "\(answer)")
        // ls would add what was left in the cache.
        #expect(answer.output == whole.output)
        #expect(answer.errors.hasPrefix("\(bench.cache)/tokenized/") && answer.errorLines.count == 1, "\(answer)")
        for part in ["cannot be written", "free space", "LLAMA_RECIPES_CACHE", "--tokenized_cache False"] {
            #expect(answer.errors.contains(part), "\(answer)")
        }
    }

    @Test("where all disks are full it is an error that leaves nothing")
    func fullDisks() throws {
        let many = try manyRows(3000)
        // The limit is in blocks of 512 bytes; the shell lets the program see an error instead of a signal.
        let command =
            ["inspect"] + options + many + ["--json"]
        let answer = try Subprocess.run(
            "/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 2000; exec \"$0\" \"$@\"", #require(Program.path)] + command,
            environment: ["LLAMA_RECIPES_CACHE": bench.cache, "TMPDIR": bench.scratch.path])
        #expect(answer.exitCode == 1 && answer.output.isEmpty && answer.errorLines.count == 2, "\(answer)")
        let first = try #require(answer.errorLines.first)
        #expect(first.hasSuffix("; going on without the cache, as with --tokenized_cache False"), "\(answer)")
        let last = try #require(answer.errorLines.last)
        #expect(last.hasPrefix("error: \(bench.scratch.path)/: cannot be written: "), "\(answer)")
        #expect(last.hasSuffix("free space there, or name another place (TMPDIR, LLAMA_RECIPES_CACHE)"), "\(answer)")
        #expect(entries(bench.cache + "/tokenized") == [])
    }

    @Test("a killed process leaves nothing that is used, and the next one tidies up")
    func killed() throws {
        let many = try manyRows(60_000)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Program.path))
        process.arguments = ["inspect"] + options + many + ["--json", "--num_threads", "1"]
        process.environment = ProcessInfo.processInfo.environment.merging(["LLAMA_RECIPES_CACHE": bench.cache]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        func drafts() -> [String] {
            (entries(bench.cache + "/tokenized") ?? []).filter { $0.contains(".draft-") }
        }
        while drafts().isEmpty, process.isRunning { usleep(1000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try #require(process.terminationReason == .uncaughtSignal)
        #expect(drafts().count == 1 && kept.isEmpty)
        #expect(try inspect().line.contains("tokenized into"))
        #expect(drafts().isEmpty && kept.count == 1)
        let rerun = try bench.run(
            "inspect", options + many + ["--json"])
        #expect(rerun.exitCode == 0 && kept.count == 2)
    }

    @Test("a folder that cannot be written is told, and the run goes on without")
    func noFolder() throws {
        try bench.scratch.write("", to: "cache")
        let answer = try bench.run("inspect", options + data)
        #expect(answer.exitCode == 0, "\(answer)")
        #expect(answer.errors.hasPrefix("\(bench.cache)/tokenized: cannot make a temporary file: "))
        #expect(answer.errors.hasSuffix("; going on without the cache\n"))
        #expect(answer.output.contains("train samples: tokenized for this run only"))
    }

    @Test("the folder is named by LLAMA_RECIPES_CACHE, XDG_CACHE_HOME or HOME")
    func places() throws {
        for (environment, place) in [
            (["LLAMA_RECIPES_CACHE": bench.scratch("a"), "XDG_CACHE_HOME": bench.scratch("b")], "a/tokenized"),
            (["LLAMA_RECIPES_CACHE": "", "XDG_CACHE_HOME": bench.scratch("b")], "b/llama-recipes/tokenized"),
            (
                ["LLAMA_RECIPES_CACHE": "", "XDG_CACHE_HOME": "", "HOME": bench.scratch("c")],
                "c/.cache/llama-recipes/tokenized"
            ),
        ] {
            let answer = try Program.run(["inspect"] + options + data, environment: environment)
            #expect(answer.exitCode == 0, "\(answer)")
            #expect(entries(bench.scratch(place))?.count == 1)
        }
    }
}
