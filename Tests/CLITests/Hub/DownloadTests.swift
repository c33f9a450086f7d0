import Foundation
import HubServer
import ModelFiles
import Testing
import TestingSupport

@Suite("download")
struct DownloadTests {
    private static let repository: [String: [UInt8]] = [
        "config.json": Array("{}".utf8), "tokenizer.json": Array("{}".utf8), "README.md": Array("#".utf8),
        "model-00001-of-00002.safetensors": LoopbackHub.content(1000),
        "model-00002-of-00002.safetensors": LoopbackHub.content(1000, seed: 2),
        "model.safetensors.index.json": Array("{}".utf8), "consolidated.safetensors": LoopbackHub.content(2000),
        "pytorch_model.bin": LoopbackHub.content(2000), "onnx/model.onnx": LoopbackHub.content(2000),
        "original/consolidated.00.pth": LoopbackHub.content(2000), "generation_config.json": Array("{}".utf8),
    ]

    private static func files(_ answer: Subprocess.Answer) throws -> [String] {
        try #require(answer.exitCode == 0, "\(answer)")
        return (try answer.json().first?["files"]?.arrayValue ?? []).compactMap(\.stringValue).sorted()
    }

    @Test("a model: what it needs, no weights twice; the path on standard output, the rest on standard error")
    func model() throws {
        let bench = try HubBench()
        let commit = bench.server.publish(Self.repository, to: "owner/name")
        let answer = try bench.run("download", "owner/name")
        #expect(answer.exitCode == 0, "\(answer)")
        #expect(answer.output == "\(bench.cache)/models--owner--name/snapshots/\(commit)\n")
        #expect(answer.errorLines.count == 1, "\(answer)")
        #expect(answer.errors.contains("owner/name") && answer.errors.contains("6 files"), "\(answer)")
        let again = try bench.run("download", "--json", "owner/name")
        #expect(
            try Self.files(again) == [
                "config.json", "generation_config.json", "model-00001-of-00002.safetensors",
                "model-00002-of-00002.safetensors", "model.safetensors.index.json", "tokenizer.json",
            ])
        #expect(again.errors == "")
        let json = try #require(try again.json().first)
        #expect(json["fetched"]?.intValue == 0)
        #expect(json["commit"]?.stringValue == commit)
        #expect(json["type"]?.stringValue == "model")
    }

    @Test("patterns say otherwise")
    func patterns() throws {
        let bench = try HubBench()
        bench.server.publish(Self.repository, to: "owner/name")
        #expect(
            try Self.files(bench.run("download", "owner/name", "--include", "[*.md,onnx/]", "--json"))
                == ["README.md", "onnx/model.onnx"])
        #expect(
            try Self.files(bench.run("download", "owner/name", "--exclude", "*.safetensors", "--json"))
                == ["config.json", "generation_config.json", "model.safetensors.index.json", "tokenizer.json"])
        expectRefusal(
            try bench.run("download", "owner/name", "--include", "*.gguf"), naming: ["owner/name", "--include", "; "])
    }

    @Test("a data set of any name: everything; by its kind when a model has the name too")
    func anyDataset() throws {
        let bench = try HubBench()
        bench.server.publish(["a/b.csv": [1], "README.md": [2]], to: "owner/data", kind: "datasets")
        #expect(try Self.files(bench.run("download", "owner/data", "--json")) == ["README.md", "a/b.csv"])
        bench.server.publish(Self.repository, to: "owner/data")
        #expect(try Self.files(bench.run("download", "owner/data", "--json")).contains("config.json"))
        #expect(
            try Self.files(bench.run("download", "owner/data", "--repo_type", "dataset", "--json"))
                == ["README.md", "a/b.csv"])
    }

    @Test("revisions by option and by name")
    func revisions() throws {
        let bench = try HubBench()
        bench.server.publish(Self.repository, to: "owner/name")
        let commit = bench.server.publish(
            Self.repository.merging(["config.json": [0x7B, 0x20, 0x7D]]) { $1 }, to: "owner/name", as: "refs/pr/1")
        for arguments in [["owner/name", "--revision", "refs/pr/1"], ["owner/name@refs/pr/1"]] {
            let answer = try Program.run(["download"] + arguments, environment: bench.environment)
            #expect(answer.output.hasSuffix("/snapshots/\(commit)\n"), "\(answer)")
        }
        expectRefusal(
            try bench.run("download", "owner/name", "--revision", "v9"),
            naming: ["owner/name", "v9", "main, refs/pr/1"])
        expectRefusal(try bench.run("download", "owner/name", "--revision", "../x"), naming: ["../x", "; "])
    }

    @Test("GGUF files: the one that is named")
    func gguf() throws {
        let bench = try HubBench()
        bench.server.publish(["m-Q4.gguf": [1], "m-Q8.gguf": [2], "README.md": [3]], to: "owner/GGUF")
        expectRefusal(
            try bench.run("download", "owner/GGUF"), naming: ["owner/GGUF/m-Q4.gguf", "m-Q8.gguf", "; "])
        #expect(try Self.files(bench.run("download", "owner/GGUF/m-Q8.gguf", "--json")) == ["m-Q8.gguf"])
        expectRefusal(
            try bench.run("download", "owner/GGUF/m-Q5.gguf"), naming: ["m-Q5.gguf", "m-Q4.gguf", "; "])
    }

    @Test("weights in forms that are not read, and none at all")
    func otherWeights() throws {
        let bench = try HubBench()
        bench.server.publish(["config.json": [1], "pytorch_model.bin": [2]], to: "owner/old")
        bench.server.publish(["config.json": [1]], to: "owner/bare")
        expectRefusal(try bench.run("download", "owner/old"), naming: ["pytorch_model.bin", "safetensors", "; "])
        expectRefusal(try bench.run("download", "owner/bare"), naming: ["owner/bare", "; "])
        bench.server.publish(
            ["adapter_config.json": [1], "adapter_model.safetensors": [2], "tokenizer.json": [3]], to: "owner/lora")
        #expect(
            try Self.files(bench.run("download", "owner/lora", "--json"))
                == ["adapter_config.json", "adapter_model.safetensors"])
    }

    @Test("names that are none, unknown ones, and settings that do not fit")
    func names() throws {
        let bench = try HubBench()
        expectRefusal(try bench.run("download"), code: 2, naming: ["download owner/name"])
        expectRefusal(
            try bench.run("download", "owner/none"),
            naming: ["owner/none", "neither a model nor a data set", "HF_TOKEN"])
        expectRefusal(try bench.run("download", "samsum_datset"), naming: ["samsum_dataset", "; "])
        expectRefusal(try bench.run("download", "a/b/c/d"), naming: ["a/b/c/d", "; "])
        expectRefusal(
            try bench.run("download", "super_glue", "--revision", "main"), code: 2, naming: ["super_glue", "revision"])
        expectRefusal(
            try bench.run("download", "super_glue", "--super_glue.task", "bolq"), code: 2, naming: ["boolq"])
        expectRefusal(try bench.run("download", "owner/a", "owner/b"), code: 2, naming: ["owner/b"])
        #expect(bench.server.requests.allSatisfy { $0.path.contains("owner/none") })
    }

    @Test("a data set of this program: all its tasks, or the one that is named")
    func superGLUE() throws {
        let bench = try HubBench()
        let tasks = ["boolq", "cb", "copa", "multirc", "record", "rte", "wic", "wsc.fixed"]
        var files: [String: [JSONValue]] = ["wsc/train-00000-of-00001.jsonl": [["a": 1]]]
        for task in tasks {
            for split in ["train", "validation", "test"] {
                files["\(task)/\(split)-00000-of-00001.jsonl"] = [["task": .string(task), "split": .string(split)]]
            }
        }
        for task in ["axb", "axg"] { files["\(task)/test-00000-of-00001.jsonl"] = [["task": .string(task)]] }
        try bench.publish(files, to: "aps/super_glue")
        let one = try bench.run("download", "super_glue", "--super_glue.task", "wsc", "--json")
        #expect(
            try Self.files(one)
                == ["test", "train", "validation"].map { "\($0)-00000-of-00001.jsonl" })
        #expect(try one.json().first?["path"]?.stringValue?.hasSuffix("/wsc.fixed") == true)
        let all = try bench.run("download", "super_glue")
        #expect(all.exitCode == 0, "\(all)")
        let folders = Set(all.outputLines.map { URL(fileURLWithPath: $0).lastPathComponent })
        #expect(folders == Set(tasks + ["axb", "axg"]))
        #expect(bench.server.contentRequests.count == tasks.count * 3 + 2)
        #expect(!bench.server.requests.contains { $0.path.contains("/wsc/") })
    }

    @Test("help names the settings")
    func help() throws {
        let answer = try Program.run("download", "--help")
        for part in ["Usage: llama-recipes download NAME", "--repo_type", "--include", "--super_glue.task"] {
            #expect(answer.output.contains(part), "\(part) in \(answer)")
        }
    }
}
