import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// The check of the data before training, in the commands that read data.
@Suite("the check of the data")
struct DataCheckTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private static let good = [("ab", "X"), ("c", "YZ")]

    private func data(_ train: [(String, String)] = good, held: [(String, String)] = [("d", "V")]) throws -> [String] {
        for (name, pairs) in [("train", train), ("validation", held)] {
            try bench.scratch.write(ToyData.csv(["input", "target"], pairs.map { [$0, $1] }), to: "data/\(name).csv")
        }
        return bench.modelOptions + ["--dataset", "grammar_dataset", "--data_path", bench.scratch("data")]
    }

    private func finetuning(_ options: [String], _ more: String...) throws -> Subprocess.Answer {
        try bench.run(
            "finetuning",
            options + ["--output_dir", bench.scratch("run"), "--num_epochs", "1", "--use_peft"] + more)
    }

    @Test("finetuning shows two samples and what is odd before it loads the model")
    func text() throws {
        let copies = [("ab", "X"), ("ab", "X"), ("c", "YZ"), ("d", "V")]
        let answer = try finetuning(data(copies))
        #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
        let place = "grammar_dataset (\(bench.scratch("data/train.csv"))): "
        #expect(answer.outputLines.contains { $0.hasPrefix("warning: \(place)1 of 4 samples are exact copies") })
        let held = "grammar_dataset (\(bench.scratch("data/validation.csv"))): "
        #expect(
            answer.outputLines.contains {
                $0.hasPrefix(
                    "warning: \(held)1 of 1 validation samples are trained on as well (the first: 0 is training")
            })
        let shown = "── <s>Correct this to standard English: ab\n---\nCorrected: ⟦X</s>⟧\n"
        #expect(answer.output.components(separatedBy: shown).count == 3)
        let preview = try #require(answer.output.range(of: shown))
        #expect(preview.upperBound < (try #require(answer.output.range(of: "loading "))).lowerBound)
    }

    @Test("--json tells it as an event, which metrics.jsonl keeps, and warnings as notes")
    func json() throws {
        let answer = try finetuning(data(Self.good + [("ab", "X")]), "--json")
        #expect(answer.exitCode == 0, "\(answer)")
        let event = try #require(try answer.json().first)
        #expect(
            event.keys == ["event", "train", "validation", "validation_samples_in_training", "fault", "warnings"])
        #expect(event["event"]?.stringValue == "data_check")
        let train = try #require(event["train"])
        #expect(
            train.keys == [
                "data", "samples", "skipped_rows", "tokens", "trained_tokens", "truncated_samples", "truncated_tokens",
                "dropped_samples", "dropped_tokens", "empty_samples", "untrained_samples", "stop_only_samples",
                "samples_without_stop", "double_bos_samples", "duplicate_samples", "shifted_masks",
            ])
        #expect(train["samples"]?.intValue == 3 && train["duplicate_samples"]?.intValue == 1)
        #expect((train["tokens"]?.intValue, train["trained_tokens"]?.intValue) == (165, 7))
        #expect(event["validation"]?["samples"]?.intValue == 1)
        #expect(event["validation_samples_in_training"]?.intValue == 0)
        #expect(event["fault"]?.isNull == true)
        #expect(event["warnings"]?.arrayValue?.count == 1)
        #expect(answer.errors.contains("warning: grammar_dataset (") && !answer.output.contains("⟦"))
        #expect(try String(contentsOfFile: bench.scratch("run/metrics.jsonl"), encoding: .utf8) == answer.output)
    }

    @Test("--check_data False says nothing")
    func off() throws {
        let copies = [("ab", "X"), ("ab", "X")]
        let answer = try finetuning(data(copies, held: copies), "--check_data", "False")
        #expect(answer.exitCode == 0 && !answer.output.contains("warning") && !answer.output.contains("⟦"))
        let events = try finetuning(data(copies), "--json", "--check_data=False")
        #expect(try events.json().first?["event"]?.stringValue == "started")
        expectRefusal(
            try bench.run("inspect", data() + ["--check_only", "--check_data", "False"]), code: 2,
            naming: ["--check_only"])
    }

    @Test("a stop token that is cut off everywhere is an error before anything starts")
    func stop() throws {
        let long = try data([("ab", "XXXX"), ("cd", "YYYY")])
        let cut = ["--batching_strategy", "padding", "--context_length", "55"]
        let naming = ["data/train.csv", "the stop token is never trained", "all 2 samples", "--context_length"]
        expectRefusal(try finetuning(long + cut), naming: naming)
        #expect(entries(bench.scratch("run")) == nil)
        #expect(try finetuning(long + cut, "--check_data", "False").exitCode == 0)

        let shown = try bench.run("inspect", long + cut)
        expectRefusal(shown, naming: naming)
        #expect(shown.output.contains("⟦XX⟧"))
        expectRefusal(try bench.run("inspect", long + cut + ["--check_only"]), naming: naming)
        // Rows are for other programs; they come whole, and the fault is told beside them.
        let rows = try bench.run("inspect", long + cut + ["--json"])
        #expect(rows.exitCode == 0)
        #expect(try rows.json().map { $0["index"]?.intValue } == [0, 1])
        #expect(rows.errors.contains("finetuning would refuse this: grammar_dataset"))
    }

    @Test("empty answers, skipped rows and samples without stop are counted in inspect, whatever the batching")
    func inspect() throws {
        try bench.scratch.write(
            #"[{"instruction":"a","output":""},{"instruction":"b","output":"c"}]"#, to: "alpaca.json")
        let alpaca =
            bench.modelOptions + [
                "--dataset", "alpaca_dataset", "--data_path", bench.scratch("alpaca.json"), "--test_split",
                bench.scratch("alpaca.json"),
            ]
        for strategy in ["none", "packing", "padding"] {
            let answer = try bench.run("inspect", alpaca + ["--batching_strategy", strategy, "--check_only"])
            #expect(answer.exitCode == 0, "\(answer)")
            #expect(answer.output.contains("1 of 2 samples (0, from 0) train nothing but the stop token"), "\(answer)")
        }
        let gaps = try data(Self.good + [("", "Z")]) + ["--batching_strategy", "none"]
        let text = try bench.run("inspect", gaps)
        #expect(text.output.contains("2 samples of 55 to 55 tokens, 110 tokens, 5 trained, 1 rows skipped\n"))
        let object = try #require(try bench.run("inspect", gaps + ["--check_only", "--json"]).json().first)
        #expect(object.keys == ["event", "train", "fault", "warnings"])
        #expect(object["train"]?["skipped_rows"]?.intValue == 1)
        #expect(try bench.run("inspect", data() + ["--check_only"]).output.hasSuffix("nothing to object to\n"))
    }

    @Test("evaluate warns beside its answer, and measures all the same")
    func evaluate() throws {
        let options = try data(held: [("e", "W"), ("e", "W")]) + ["--json"]
        let answer = try bench.run("evaluate", options)
        #expect(answer.exitCode == 0 && answer.outputLines.count == 1)
        #expect(answer.errors.hasPrefix("warning: ") && answer.errors.contains("exact copies"), "\(answer)")
        #expect(try bench.run("evaluate", options + ["--check_data", "False"]).errors.isEmpty)
    }
}
