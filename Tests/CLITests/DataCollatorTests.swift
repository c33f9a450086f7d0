import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Data collators of custom data sets, in both languages: they make the batches that the model is trained on.
@Suite("data collators")
struct DataCollatorTests {
    /// Pads on the left, and trains the last token only.
    private static let swift = """
        import Batching
        import Datasets
        import Tokenizers

        func getCustomDataset(
            datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit
        ) -> [Sample] {
            [[97, 98], [99], [100, 101, 102]].map { .tokenized(inputIDs: $0 + [257], labels: $0 + [257]) }
        }

        struct LastToken: DataCollator {
            let padding: Int32

            func collate(_ samples: [CollatorSample]) throws -> CollatedBatch {
                let length = samples.map(\\.inputIDs.count).max() ?? 0
                var batch = CollatedBatch(inputIDs: [], attentionMask: [], labels: [])
                for sample in samples {
                    if sample.inputIDs.first == 99, fails { throw Failure() }
                    let missing = length - sample.inputIDs.count
                    batch.inputIDs.append(Array(repeating: padding, count: missing) + sample.inputIDs)
                    batch.attentionMask?.append(
                        Array(repeating: 0, count: missing) + Array(repeating: 1, count: sample.inputIDs.count))
                    batch.labels.append(Array(repeating: -100, count: length - 1) + sample.labels.suffix(1))
                }
                return batch
            }
        }

        let fails = false
        struct Failure: Error {}

        func getDataCollator(tokenizer: any Tokenizer) throws -> any DataCollator {
            LastToken(padding: Int32(tokenizer.eosTokenID ?? 0))
        }
        """

    private static let python = #"""
        def get_custom_dataset(dataset_config, tokenizer, split):
            rows = [[97, 98], [99], [100, 101, 102]]
            if getattr(dataset_config, "raw", False):
                return [{"text": bytes(row).decode()} for row in rows]
            return [{"input_ids": row + [257], "labels": row + [257], "attention_mask": [1] * (len(row) + 1)} for row in rows]


        class LastToken:
            def __init__(self, tokenizer):
                self.tokenizer = tokenizer

            def __call__(self, rows):
                texts = [self.ids(row) for row in rows]
                length = max(map(len, texts))
                batch = {"input_ids": [], "attention_mask": [], "labels": []}
                for ids in texts:
                    if ids[0] == 99 and fails:
                        raise RuntimeError("no")
                    missing = length - len(ids)
                    batch["input_ids"].append([self.tokenizer.pad_token_id] * missing + ids)
                    batch["attention_mask"].append([0] * missing + [1] * len(ids))
                    batch["labels"].append([-100] * (length - 1) + ids[-1:])
                batch.update(extra)
                return batch

            def ids(self, row):
                if "text" in row:
                    return self.tokenizer.encode(row["text"], add_special_tokens=False) + [self.tokenizer.eos_token_id]
                return row["input_ids"]


        fails = False
        extra = {}


        def get_data_collator(processor):
            return LastToken(processor)
        """#

    private let bench: CustomDatasetBench

    init() throws { bench = try CustomDatasetBench() }

    private func file(_ ending: String, _ text: String) throws -> String {
        try bench.bench.scratch.write(text, to: "collator.\(ending)")
    }

    /// Rows of one batch of three: cut free of padding, padded on the right again.
    private func expectBatch(_ answer: Subprocess.Answer) throws {
        let samples = try answer.samples()
        #expect(samples.map(\.ids) == [[97, 98, 257, 257], [99, 257, 257, 257], [100, 101, 102, 257]])
        #expect(
            samples.map(\.labels) == [[-100, -100, 257, -100], [-100, 257, -100, -100], [-100, -100, -100, 257]])
    }

    @Test("in Swift, for batches of the padding strategy")
    func swift() throws {
        let file = try file("swift", Self.swift)
        try expectBatch(try bench.inspect(file, batching: "padding"))
        // Without batches there is nothing to collate.
        #expect(try bench.inspect(file).samples().map(\.labels) == [[97, 98, 257], [99, 257], [100, 101, 102, 257]])
        let failing = try self.file("swift", Self.swift.replacing("fails = false", with: "fails = true"))
        let answer = try bench.inspect(failing, batching: "padding")
        #expect(answer.exitCode == 1)
        #expect(
            answer.errorLines.last
                == "error: \(failing): the data collator failed for the rows 0, 1, 2 (from 0): Failure()")
    }

    @Test("in Python, on samples and on rows that only the collator understands", arguments: [false, true])
    func python(isRaw: Bool) throws {
        let file = try file("py", Self.python)
        try expectBatch(try bench.inspect(file, "raw=\(isRaw ? "True" : "False")", batching: "padding"))
    }

    @Test("what a Python collator gets wrong is told")
    func pythonFaults() throws {
        let failing = try file("py", Self.python.replacing("fails = False", with: "fails = True"))
        let answer = try bench.inspect(failing, batching: "padding")
        #expect(answer.exitCode == 1 && answer.errors.contains("in __call__"))
        #expect(
            answer.errorLines.last
                == "error: \(failing): the data collator failed for the train split: RuntimeError: no")
        let extra = try file("py", Self.python.replacing("extra = {}", with: "extra = {\"pixel_values\": []}"))
        #expect(
            try bench.inspect(extra, batching: "padding").errors.contains(
                "returned 'pixel_values', which a Llama model takes no part of"))
        let short = try file("py", Self.python.replacing("extra = {}", with: "extra = {\"labels\": []}"))
        #expect(
            try bench.inspect(short, batching: "padding").errors.contains("returned 0 rows of 'labels' for 3 samples"))
    }

    @Test("packing has no samples for a collator, and says what to do")
    func packing() throws {
        for file in [try file("py", Self.python), try file("swift", Self.swift)] {
            let answer = try bench.inspect(file, batching: "packing")
            #expect(answer.exitCode == 1)
            #expect(answer.errorLines.last?.contains("--batching_strategy padding") == true, "\(answer)")
        }
    }

    @Test("training sees the collator's batches, the same from both languages")
    func training() throws {
        var losses: [[Double]] = []
        for file in [try file("py", Self.python), try file("swift", Self.swift)] {
            let answer = try bench.finetune(file, "--batching_strategy", "padding", "--run_validation", "False")
            try #require(answer.exitCode == 0, "\(answer)")
            let events = try answer.json()
            // Only the last token of each of the three samples is trained.
            #expect(
                events.events("step").compactMap { $0["trained_tokens"]?.intValue }.reduce(0, +) == 2 * 3, "\(answer)")
            losses.append(events.losses)
            try FileManager.default.removeItem(atPath: bench.bench.scratch("run"))
        }
        #expect(losses[0] == losses[1] && losses[0].count == 4)
    }

    @Test("a collator that fails in the middle of training ends the run")
    func lateFailure() throws {
        let late = Self.python.replacing("fails = False", with: "fails = False\ncalls = 0").replacing(
            "        texts = ",
            with: "        global calls\n        calls += 1\n        assert calls < 5\n        texts = ")
        let answer = try bench.finetune(
            try file("py", late), "--batching_strategy", "padding", "--run_validation", "False")
        #expect(answer.exitCode == 1)
        #expect(answer.errors.contains("AssertionError"), "\(answer)")
        #expect(!answer.output.contains("\"finished\""))
    }
}
