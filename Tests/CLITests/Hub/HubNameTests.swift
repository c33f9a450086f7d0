import Foundation
import HubServer
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("names on the Hub")
struct HubNameTests {
    private static let rows: [JSONValue] = (0..<20).map { number in
        ["dialogue": .string("Ana: is \(number) even?"), "summary": .string("Ana asks about \(number).")]
    }

    private static func bench() throws -> HubBench {
        let bench = try HubBench()
        try bench.publishModel()
        try bench.publish(["train.jsonl": rows, "validation.jsonl": rows], to: "knkarthick/samsum")
        return bench
    }

    @Test("a model and its data train by their names, and the result tells the model's name")
    func finetuning() throws {
        let bench = try Self.bench()
        let answer = try bench.run(
            "finetuning", "--model_name", "owner/toy", "--use_peft", "--dataset", "samsum_dataset", "--output_dir",
            "run",
            "--max_train_step", "2", "--context_length", "64", "--dtype", "float32")
        #expect(answer.exitCode == 0, "\(answer)")
        let adapter = try JSONValue(contentsOf: bench.scratch("run/adapter_config.json"))
        #expect(adapter["base_model_name_or_path"]?.stringValue == "owner/toy")
        let settings = try String(contentsOfFile: bench.scratch("run/config.yaml"), encoding: .utf8)
        #expect(settings.contains("model_name: owner/toy"), "\(settings)")
        #expect(answer.errorLines.filter { $0.hasPrefix("downloading ") }.count == 2, "\(answer)")
        // Again without any server, the adapter from the Hub as well.
        try bench.server.publish(folder: bench.scratch("run"), to: "owner/lora")
        #expect(try bench.run("download", "owner/lora").exitCode == 0)
        let evaluated = try Program.run(
            [
                "evaluate", "--model_name", "owner/toy", "--peft_model", "owner/lora", "--dataset", "samsum_dataset",
                "--context_length", "64", "--dtype", "float32", "--json",
            ], environment: bench.offline.merging(["HF_ENDPOINT": "http://127.0.0.1:9"]) { $1 })
        #expect(evaluated.exitCode == 0, "\(evaluated)")
        let direct = try Program.run([
            "evaluate", "--model_name", bench.scratch("none"), "--peft_model", bench.scratch("run"),
        ])
        expectRefusal(direct, naming: ["/none", "--model_name"])
    }

    @Test("an adapter from the Hub to start from")
    func checkpoint() throws {
        let bench = try Self.bench()
        let options = [
            "--model_name", "owner/toy", "--use_peft", "--max_train_step", "1", "--context_length", "64", "--dtype",
            "float32", "--run_validation", "False",
        ]
        let first = try Program.run(
            ["finetuning", "--output_dir", bench.scratch("a")] + options, environment: bench.environment)
        #expect(first.exitCode == 0, "\(first)")
        try bench.server.publish(folder: bench.scratch("a"), to: "owner/lora")
        let second = try Program.run(
            ["finetuning", "--output_dir", bench.scratch("b"), "--from_peft_checkpoint", "owner/lora"] + options,
            environment: bench.environment)
        #expect(second.exitCode == 0, "\(second)")
    }

    @Test("a local path wins, and a tokenizer does not bring weights")
    func localFirst() throws {
        let bench = try Self.bench()
        _ = try ToyModel.save(to: bench.scratch("owner/toy"))
        let local = try bench.run("tokenize", "--tokenizer", "owner/toy", "--text", "a")
        #expect(local.exitCode == 0, "\(local)")
        #expect(bench.server.requests.isEmpty)
        try FileManager.default.removeItem(atPath: bench.scratch("owner"))
        let remote = try bench.run("tokenize", "--tokenizer", "owner/toy", "--text", "a")
        #expect(remote.output == local.output)
        let inspected = try bench.run(
            "inspect", "--model_name", "owner/toy", "--dataset", "samsum_dataset", "--context_length", "64")
        #expect(inspected.exitCode == 0, "\(inspected)")
        #expect(!bench.server.contentRequests.contains { $0.path.contains("safetensors") })
    }

    @Test("the data's own files win over the Hub's, and only the wanted splits are fetched")
    func data() throws {
        let bench = try Self.bench()
        let options = ["--model_name", "owner/toy", "--dataset", "samsum_dataset", "--context_length", "64", "--json"]
        let remote = try Program.run(
            ["inspect", "--split", "validation"] + options, environment: bench.environment, in: bench.scratch.path)
        #expect(remote.exitCode == 0, "\(remote)")
        #expect(
            bench.server.contentRequests.filter { $0.path.contains("samsum") }.map { $0.path.suffix(16) }
                == ["validation.jsonl"])
        let rows = try Self.rows.map { try $0.text() + "\n" }.joined()
        try bench.scratch.write(rows, to: "own/validation.jsonl")
        bench.server.forgetRequests()
        let own = try Program.run(
            ["inspect", "--split", "validation", "--data_path", "own"] + options, environment: bench.environment,
            in: bench.scratch.path)
        #expect(own.output == remote.output)
        #expect(!bench.server.requests.contains { $0.path.contains("samsum") })
    }

    @Test("what is neither here nor there says both; offline says how to get it")
    func unknown() throws {
        let bench = try Self.bench()
        let missing = try bench.run(
            "score", "--model_name", "runs/modle", "--input", bench.scratch.write("{\"text\":\"a\"}", to: "t"))
        expectRefusal(missing, naming: ["runs/modle", "no such file or folder here", "HF_TOKEN"])
        let offline = try Program.run(
            ["tokenize", "--tokenizer", "owner/toy", "--text", "a"], environment: bench.offline)
        expectRefusal(offline, naming: ["owner/toy", "no such file or folder here", "HF_HUB_OFFLINE"])
        let model = try ToyModel.save(to: bench.scratch("local"))
        let data = try Program.run(
            ["inspect", "--model_name", model, "--dataset", "samsum_dataset"], environment: bench.offline)
        expectRefusal(data, naming: ["knkarthick/samsum", "HF_HUB_OFFLINE", "--samsum_dataset.data_path"])
    }
}
