import Foundation
import HubServer
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// The example of a custom data set, in both languages, against llama-recipes' own.
@Suite("OpenAssistant example")
struct OpenAssistantTests {
    private static let files = ["Examples/CustomDataset.swift", "Examples/custom_dataset.py"].map(PackageRoot.file)
    private static let cache = try? ScratchFolder()
    private let bench: CustomDatasetBench

    init() throws { bench = try CustomDatasetBench(cache: Self.cache?.path) }

    private func run(_ file: String, tokenizer: String? = nil, _ options: String...) throws -> Subprocess.Answer {
        try bench.bench.run(
            "inspect",
            [
                "--model_name", bench.bench.model, "--tokenizer_name", tokenizer ?? bench.bench.model, "--dataset",
                "custom_dataset", "--custom_dataset.file", file, "--split", "train", "--batching_strategy", "none",
                "--json",
            ] + options, environment: bench.environment)
    }

    private func golden(_ name: String) throws -> [JSONValue] {
        let text = try String(
            contentsOfFile: PackageRoot.file("Tests/Fixtures/custom_dataset/\(name)"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONValue(parsing: String($0), origin: name) }
    }

    private func expectGolden(_ answer: Subprocess.Answer, _ name: String) throws {
        let expected = try golden(name)
        let samples = try answer.samples()
        #expect(samples.map(\.ids) == expected.map { $0.ids("input_ids") })
        #expect(samples.map(\.labels) == expected.map { $0.ids("labels") })
        #expect(expected.count == 6)
    }

    @Test("ids and labels in Llama 2's form are those of llama-recipes' example", arguments: files)
    func llama2(file: String) throws {
        try expectGolden(
            try run(
                file, tokenizer: PackageRoot.file("Tests/Fixtures/tokenizers/smollm"), "--data_path",
                PackageRoot.file("Tests/Fixtures/custom_dataset")), "llama2.jsonl")
    }

    @Test(
        "ids and labels by Llama 3's chat template are those of llama-recipes' example", arguments: files)
    func llama3(file: String) throws {
        let folder = bench.bench.scratch("llama3")
        let made = try Subprocess.run(
            "/usr/bin/env",
            ["python3", PackageRoot.file("scripts/reference_custom_dataset.py"), "tokenizer", folder])
        try #require(made.exitCode == 0, "\(made)")
        try expectGolden(
            try run(file, tokenizer: folder, "--data_path", PackageRoot.file("Tests/Fixtures/custom_dataset")),
            "llama3.jsonl")
    }

    @Test("without a data_path the messages come from the Hub")
    func published() throws {
        let hub = try HubBench()
        try hub.server.publish(
            folder: PackageRoot.file("Tests/Fixtures/custom_dataset/published"), to: "OpenAssistant/oasst1",
            kind: "datasets")
        let answer = try bench.bench.run(
            "inspect",
            [
                "--model_name", bench.bench.model, "--tokenizer_name",
                PackageRoot.file("Tests/Fixtures/tokenizers/smollm"), "--dataset", "custom_dataset",
                "--custom_dataset.file", Self.files[0], "--batching_strategy", "none", "--json",
            ], environment: bench.environment.merging(hub.environment) { $1 })
        try expectGolden(answer, "llama2.jsonl")
        let fetched = hub.server.requests.map(\.path).filter { $0.contains("/resolve/") }
        #expect(fetched.count == 1 && fetched[0].hasSuffix("data/train-00000-of-00001.parquet"), "\(fetched)")
    }

    /// What a thread of user and assistant turns becomes in Llama 2's form.
    private static func ids(_ turns: String...) -> [Int] {
        turns.enumerated().flatMap { turn, text in
            turn % 2 == 0
                ? [ToyTokenizer.bos] + ToyTokenizer.ids("[INST] \(text) [/INST]")
                : ToyTokenizer.ids("\(text) ") + [ToyTokenizer.eos]
        }
    }

    private static let messages: [(String, String?, String, String, Int?)] = [
        ("a", nil, "A", "en", nil), ("alone", nil, "nobody answers", "en", nil), ("a1", "a", "A1", "en", 1),
        ("a2", "a", "A2", "en", 0), ("a1q", "a1", "unanswered", "en", nil), ("a1r", "a1", "also unanswered", "en", nil),
        ("a2q", "a2", "Q", "en", nil), ("a2q1", "a2q", "R", "de", nil), ("a2q2", "a2q", "S", "en", nil),
        ("d", nil, "D", "de", nil), ("d1", "d", "D1", "de", nil), ("lost", "nowhere", "lost", "en", nil),
    ]

    @Test("unanswered questions, languages and ranks", arguments: files)
    func forms(file: String) throws {
        let lines = try Self.messages.map { id, parent, text, language, rank in
            try
                ([
                    "message_id": .string(id), "parent_id": parent.map(JSONValue.string) ?? .null,
                    "text": .string(text),
                    "lang": .string(language), "rank": rank.map(JSONValue.int) ?? .null,
                ] as JSONValue).text()
        }
        let path = try bench.bench.scratch.write(lines.joined(separator: "\n") + "\n", to: "messages.jsonl")
        func threads(_ options: String...) throws -> [[Int]?] {
            let tokens = ["--data_path", path] + options
            return try bench.bench.run(
                "inspect",
                [
                    "--model_name", bench.bench.model, "--dataset", "custom_dataset", "--custom_dataset.file", file,
                    "--split", "train", "--batching_strategy", "none", "--json",
                ] + tokens, environment: bench.environment
            ).samples().map(\.ids)
        }
        let (a1, a2) = (Self.ids("A", "A1"), Self.ids("A", "A2", "Q", "R"))
        let a3 = Self.ids("A", "A2", "Q", "S")
        #expect(try threads() == [a1, a2, a3, Self.ids("D", "D1")])
        #expect(try threads("--custom_dataset.lang", "en") == [a1, a3])
        #expect(try threads("--custom_dataset.best_only", "True") == [a2, Self.ids("D", "D1")])
        #expect(try threads("--custom_dataset.lang", "de") == [Self.ids("D", "D1")])
        let absent = try run(file, "--data_path", path, "--custom_dataset.lang", "fr")
        #expect(
            absent.exitCode == 1
                && absent.errorLines.last?.hasSuffix("no thread is in 'fr'; use one of de, en") == true, "\(absent)")
        let wrong = try run(file, "--data_path", path, "--custom_dataset.best_only", "maybe")
        #expect(wrong.exitCode == 1 && wrong.errors.contains("maybe"))
    }

    private static let real = PackageRoot.file("../shared/fixtures/oasst1/messages_flat.jsonl")

    @Test(
        "both languages agree on real messages",
        .enabled(
            if: FileManager.default.fileExists(atPath: real), "needs ../shared/fixtures/oasst1 beside the checkout"))
    func realMessages() throws {
        let tokenizer = PackageRoot.file("Tests/Fixtures/tokenizers/smollm")
        let outputs = try Self.files.map { try run($0, tokenizer: tokenizer, "--data_path", Self.real).output }
        #expect(outputs[0] == outputs[1])
        // Of 626 leaves, 80 are questions beside another thread of the same answer or under a root alone.
        #expect(outputs[0].split(separator: "\n").count == 546)
    }
}
