import Foundation
import HubServer
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("published data sets")
struct PublishedDataTests {
    /// A data set with its files as they are published, in JSON lines instead of Parquet.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let options: [String]
        let repository: String
        let revision: String
        let files: [String: [JSONValue]]
        /// The published files that training and validation need.
        let wanted: [String]
        /// The samples' number, for training and validation.
        let counts: [Int]

        var testDescription: String { ([name] + options).joined(separator: " ") }

        init(
            _ name: String, _ options: [String] = [], _ repository: String, revision: String = "main",
            _ files: [String: [JSONValue]], wanted: [String], counts: [Int] = [3, 3]
        ) {
            (self.name, self.options, self.repository, self.revision) = (name, options, repository, revision)
            (self.files, self.wanted, self.counts) = (files, wanted, counts)
        }
    }

    /// Three rows for each split; no two splits have the same content, which would be fetched once.
    private static func splits(
        _ name: (_ split: String) -> String, _ row: (Int) -> JSONValue
    ) -> [String: [JSONValue]] {
        var files: [String: [JSONValue]] = [:]
        for split in ["train", "validation", "test"] {
            files[name(split)] = (0..<3).map { number in
                var row = row(number)
                row["split"] = .string(split)
                return row
            }
        }
        return files
    }

    private static func sharded(_ folder: String, _ row: (Int) -> JSONValue) -> [String: [JSONValue]] {
        splits({ "\(folder)\($0)-00000-of-00001.jsonl" }, row)
    }

    static let cases: [Case] = [
        Case(
            "samsum_dataset", [], "knkarthick/samsum",
            splits({ "\($0).jsonl" }) { ["id": .int($0), "dialogue": "A: hello", "summary": "A greets."] },
            wanted: ["train.jsonl", "validation.jsonl"]),
        Case(
            "alpaca_dataset", [], "tatsu-lab/alpaca",
            [
                "data/train-00000-of-00001-a09b74b3ef9c3b56.jsonl": (0..<40).map {
                    ["instruction": .string("Say \($0)."), "input": "", "output": .string("\($0)"), "text": "x"]
                }
            ], wanted: ["data/train-00000-of-00001-a09b74b3ef9c3b56.jsonl"], counts: [38, 2]),
        Case(
            "grammar_dataset", [], "jhu-clsp/jfleg",
            [
                "data/validation-00000-of-00001.jsonl": (0..<3).map {
                    ["sentence": .string("he go \($0) ."), "corrections": ["he goes .", "He went ."]]
                },
                "data/test-00000-of-00001.jsonl": [["sentence": "she go .", "corrections": ["she goes ."]]],
            ], wanted: ["data/test-00000-of-00001.jsonl", "data/validation-00000-of-00001.jsonl"], counts: [6, 1]),
        Case(
            "super_glue", ["--super_glue.task", "cb"], "aps/super_glue",
            sharded("cb/") { ["premise": "p", "hypothesis": "h", "label": .int($0), "idx": .int($0)] }
                .merging(sharded("rte/") { _ in ["wrong": 1] }) { $1 },
            wanted: ["cb/train-00000-of-00001.jsonl", "cb/validation-00000-of-00001.jsonl"]),
        Case(
            "super_glue", [], "aps/super_glue",
            sharded("boolq/") { ["question": "q", "passage": "p", "label": .int($0 % 2), "idx": .int($0)] },
            wanted: ["boolq/train-00000-of-00001.jsonl", "boolq/validation-00000-of-00001.jsonl"]),
        Case(
            "super_glue", ["--super_glue.task", "wsc"], "aps/super_glue",
            sharded("wsc.fixed/") {
                [
                    "text": "Ana sees that she wins .", "span1_index": 0, "span2_index": 3, "span1_text": "Ana",
                    "span2_text": "she", "label": .int($0 % 2), "idx": .int($0),
                ]
            }.merging(sharded("wsc/") { _ in ["wrong": 1] }) { $1 },
            wanted: ["wsc.fixed/train-00000-of-00001.jsonl", "wsc.fixed/validation-00000-of-00001.jsonl"]),
        Case(
            "sst_2", [], "stanfordnlp/sst2",
            sharded("data/") { ["idx": .int($0), "sentence": "fine film ", "label": .int($0 % 2)] },
            wanted: ["data/train-00000-of-00001.jsonl", "data/validation-00000-of-00001.jsonl"]),
        Case(
            "xnli", ["--xnli.lang", "de"], "facebook/xnli",
            sharded("de/") { ["premise": "p", "hypothesis": "h", "label": .int($0)] }
                .merging(sharded("en/") { _ in ["wrong": 1] }) { $1 },
            wanted: ["de/train-00000-of-00001.jsonl", "de/validation-00000-of-00001.jsonl"]),
        Case(
            "iwslt_14", [], "bbaaaa/iwslt14-de-en", revision: "refs/convert/parquet",
            splits({ "de-en/\($0)/0000.jsonl" }) { _ in ["translation": ["de": "Guten Tag", "en": "Good day"]] },
            wanted: ["de-en/train/0000.jsonl", "de-en/validation/0000.jsonl"]),
    ]

    @Test("come from the Hub without a data_path, in the files of the wanted splits only", arguments: cases)
    func fetched(_ data: Case) throws {
        let bench = try HubBench()
        try bench.publishModel()
        try bench.publish(data.files, to: data.repository, as: data.revision)
        let answer = try Program.run(
            [
                "finetuning", "--model_name", "owner/toy", "--use_peft", "--dataset", data.name, "--output_dir", "run",
                "--batching_strategy", "padding", "--batch_size_training", "50", "--num_epochs", "1",
                "--context_length", "300", "--dtype", "float32", "--json",
            ] + data.options, environment: bench.environment, in: bench.scratch.path)
        #expect(answer.exitCode == 0, "\(answer)")
        let fetched = bench.server.requests.filter { $0.path.contains("/resolve/") && $0.path.contains("/datasets/") }
            .compactMap { $0.path.split(separator: "/").dropFirst(5).joined(separator: "/") }
        #expect(fetched.sorted() == data.wanted)
        for (split, count) in zip(["training", "validation"], data.counts) {
            #expect(answer.errors.contains("\(split) data: \(count) sample"), "\(answer)")
        }
        // The copy in the cache is what data_path accepts, too.
        let folder = "\(bench.cache)/datasets--\(data.repository.replacing("/", with: "--"))/snapshots"
        let snapshot = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        let inner = data.wanted[0].split(separator: "/").dropLast().first.map { "/\($0)" } ?? ""
        let inspect = [
            "inspect", "--model_name", "owner/toy", "--dataset", data.name, "--context_length", "300", "--json",
        ]
        let local = try Program.run(
            inspect + data.options + ["--data_path", "\(folder)/\(snapshot)\(inner)"], environment: bench.offline)
        let cached = try Program.run(inspect + data.options, environment: bench.offline)
        #expect(local.exitCode == 0, "\(local)")
        #expect(local.output == cached.output)
    }

    @Test("a split that is not published says what is")
    func absentSplit() throws {
        let bench = try HubBench()
        try bench.publishModel()
        try bench.publish(["axb/test-00000-of-00001.jsonl": [["a": 1]]], to: "aps/super_glue")
        let answer = try bench.run(
            "inspect", "--model_name", "owner/toy", "--dataset", "super_glue", "--super_glue.task", "axb")
        #expect(answer.exitCode == 1)
        let error = answer.errorLines.last ?? ""
        #expect(error.contains("no train split in axb") && error.contains("axb/test-00000"), "\(answer)")
    }
}
